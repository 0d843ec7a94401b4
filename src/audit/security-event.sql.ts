/** Inserts an event in the statement that makes the change. Its values are `SecurityLogService.compose(…).values`. */
export const INSERT_EVENT = `insert into security_events (
    occurred_at, type, reason, user_id, session_id, ip_address, user_agent
  ) select :occurredAt::timestamptz, :eventType::text, :eventReason::text, :eventUserId::uuid, :eventSessionId::uuid,
    :eventIpAddress::text, :eventUserAgent::text`;
