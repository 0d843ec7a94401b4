import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { SecurityEvent } from '../../entities/index.js';
import { SECURITY_EVENT_TYPES, type SecurityEventType } from '../../entities/security-event.entity.js';
import { securityEventCursor } from '../../services/security-event.service.js';
import { PageInfoType } from './page-info.type.js';
import { DateTime } from './scalars.js';

/** `signedIn` is `SIGNED_IN` in the schema. */
const NAMES = Object.keys(SECURITY_EVENT_TYPES).map((type): [string, SecurityEventType] => [
  type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  type as SecurityEventType,
]);

export const SecurityEventTypeEnum = Object.fromEntries(NAMES);

registerEnumType(SecurityEventTypeEnum, {
  name: 'SecurityEventType',
  description: 'What happened to an account.',
  valuesConfig: Object.fromEntries(
    NAMES.map(([name, type]) => [name, { description: SECURITY_EVENT_TYPES[type] }]),
  ),
});

@ObjectType('SecurityEvent', { description: 'One line of the record of what happened to an account.' })
export class SecurityEventNodeType {
  @Field(() => ID, { description: 'Grows with time.' })
  readonly id: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  readonly occurredAt: Date;

  @Field(() => SecurityEventTypeEnum, { description: 'What happened.' })
  readonly type: SecurityEventType;

  @Field(() => String, {
    nullable: true,
    description: 'Why, as a stable word: `wrongPassword`, `loggedOut`.',
  })
  readonly reason: string | null;

  @Field(() => ID, { nullable: true, description: 'To whose account; null for a username that nobody has.' })
  readonly userId: string | null;

  @Field(() => ID, { nullable: true, description: 'In or to which session.' })
  readonly sessionId: string | null;

  @Field(() => String, { nullable: true, description: 'Where it came from.' })
  readonly ipAddress: string | null;

  @Field(() => String, { nullable: true, description: 'What the browser or app calls itself.' })
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

@ObjectType('SecurityEventEdge', { description: 'An event and its place in the list.' })
export class SecurityEventEdgeType {
  @Field(() => SecurityEventNodeType, { description: 'The event.' })
  readonly node: SecurityEventNodeType;

  @Field(() => String, { description: 'The place in the list: `after` for what follows. Opaque.' })
  readonly cursor: string;

  constructor(event: SecurityEvent) {
    this.node = new SecurityEventNodeType(event);
    this.cursor = securityEventCursor(event);
  }
}

@ObjectType('SecurityEventConnection', {
  description: 'One page of events, the newest first (Relay connection).',
})
export class SecurityEventConnectionType {
  @Field(() => [SecurityEventEdgeType], { description: 'The events of this page.' })
  readonly edges: readonly SecurityEventEdgeType[];

  @Field(() => PageInfoType, { description: 'How to go on.' })
  readonly pageInfo: PageInfoType;

  constructor({ events, hasNextPage }: { events: SecurityEvent[]; hasNextPage: boolean }) {
    this.edges = events.map((event) => new SecurityEventEdgeType(event));
    this.pageInfo = new PageInfoType(this.edges, hasNextPage);
  }
}
