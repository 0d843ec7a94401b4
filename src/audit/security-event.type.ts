import type { Page } from '../core/page.js';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { SecurityEvent } from './security-event.entity.js';
import { SECURITY_EVENT_TYPES, type SecurityEventType } from './security-event.entity.js';
import { securityEventCursor } from './security-event-reads.js';
import { PageInfoType } from '../graphql/page-info.type.js';
import { DateTime } from '../graphql/scalars.js';

/** `signedIn` is `SIGNED_IN` in the schema. */
const NAMES = Object.keys(SECURITY_EVENT_TYPES).map((type): [string, SecurityEventType] => [
  type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  type as SecurityEventType,
]);

export const SecurityEventTypeEnum = Object.fromEntries(NAMES);

registerEnumType(SecurityEventTypeEnum, {
  name: 'SecurityEventType',
  description: 'The kinds of security events.',
  valuesConfig: Object.fromEntries(
    NAMES.map(([name, type]) => [name, { description: SECURITY_EVENT_TYPES[type] }]),
  ),
});

@ObjectType('SecurityEvent', { description: 'One entry in the security log of an account.' })
export class SecurityEventNodeType {
  @Field(() => ID, { description: 'Id of the event.' })
  readonly id: string;

  @Field(() => DateTime, { description: 'Time of the event.' })
  readonly occurredAt: Date;

  @Field(() => SecurityEventTypeEnum, { description: 'Kind of the event.' })
  readonly type: SecurityEventType;

  @Field(() => String, {
    nullable: true,
    description: 'The reason, as a fixed word such as `wrongPassword` or `loggedOut`.',
  })
  readonly reason: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The user that the event belongs to. Null if the username does not exist.',
  })
  readonly userId: string | null;

  @Field(() => ID, { nullable: true, description: 'The session that the event belongs to.' })
  readonly sessionId: string | null;

  @Field(() => String, { nullable: true, description: 'IP address of the request.' })
  readonly ipAddress: string | null;

  @Field(() => String, { nullable: true, description: '`User-Agent` header of the browser or app.' })
  readonly userAgent: string | null;

  constructor(event: SecurityEvent) {
    this.id = String(event.id);
    this.occurredAt = event.occurredAt;
    this.type = event.type;
    this.reason = event.reason ?? null;
    this.userId = event.userId ?? null;
    this.sessionId = event.sessionId ?? null;
    this.ipAddress = event.ipAddress ?? null;
    this.userAgent = event.userAgent ?? null;
  }
}

@ObjectType('SecurityEventEdge', { description: 'A security event and its position in the list.' })
export class SecurityEventEdgeType {
  @Field(() => SecurityEventNodeType, { description: 'The event.' })
  readonly node: SecurityEventNodeType;

  @Field(() => String, {
    description: 'The position in the list. Send it as `after` to get the entries that follow.',
  })
  readonly cursor: string;

  constructor(event: SecurityEvent) {
    this.node = new SecurityEventNodeType(event);
    this.cursor = securityEventCursor(event);
  }
}

@ObjectType('SecurityEventConnection', {
  description: 'One page of security events, newest first (Relay connection).',
})
export class SecurityEventConnectionType {
  @Field(() => [SecurityEventEdgeType], { description: 'The events of this page.' })
  readonly edges: readonly SecurityEventEdgeType[];

  @Field(() => PageInfoType, { description: 'Position of this page in the list.' })
  readonly pageInfo: PageInfoType;

  constructor({ rows, hasNextPage }: Page<SecurityEvent>) {
    this.edges = rows.map((event) => new SecurityEventEdgeType(event));
    this.pageInfo = new PageInfoType(this.edges, hasNextPage);
  }
}
