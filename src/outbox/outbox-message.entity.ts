import { defineEntity, p } from '@mikro-orm/core';

const OutboxMessageSchema = defineEntity({
  name: 'OutboxMessage',
  tableName: 'outbox',
  indexes: [
    {
      name: 'outbox_waiting_index',
      expression:
        'create index "outbox_waiting_index" on "outbox" ("next_try_at") where (("delivered_at" is null) and ("dead_at" is null))',
    },
    { properties: ['deliveredAt'], where: { deliveredAt: { $ne: null } } },
    { properties: ['deadAt'], where: { deadAt: { $ne: null } } },
  ],
  properties: {
    id: p.uuid().primary(),
    /** Names the handler that delivers it. */
    kind: p.string().length(40),
    /** Ids of rows, and words of our own. No secret, no code, no phone number, no e-mail address. */
    payload: p.json<Record<string, unknown>>(),
    createdAt: p.datetime(),
    /** No replica takes it before. Taking a message moves this forward, so that one replica works on it. */
    nextTryAt: p.datetime(),
    /** Counted when a replica takes it. */
    tries: p.integer().default(0),
    deliveredAt: p.datetime().nullable(),
    /** When it was given up. */
    deadAt: p.datetime().nullable(),
  },
});

/** Something that must happen after a commit. The transaction that makes it necessary writes it. */
export class OutboxMessage extends OutboxMessageSchema.class {}

OutboxMessageSchema.setClass(OutboxMessage);
