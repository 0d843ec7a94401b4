import { defineEntity, p } from '@mikro-orm/core';

const SendConversionSchema = defineEntity({
  name: 'SendConversion',
  tableName: 'send_conversions',
  properties: {
    /** How the numbers begin that are counted together, as `rangeOf` has it: `+485010`. */
    range: p.string().length(16).primary(),
    /** Counted separately: somebody who requests codes to strangers' numbers cannot block sign-ins in the range. */
    purpose: p.string().length(20).$type<'login' | 'registration'>().primary(),
    /** Messages, and codes among them that were typed right, since `windowStartedAt` and half of those before. */
    sent: p.integer(),
    approved: p.integer(),
    /** Hashes of the different numbers and users that got them, the newest last, at most the minimum for a pause. */
    numbers: p.array().columnType('text[]'),
    users: p.array().columnType('text[]'),
    windowStartedAt: p.datetime(),
    /** Set while messages do not go, and until the first one that goes again. */
    pausedUntil: p.datetime().nullable(),
    /** Messages refused in this pause. */
    refused: p.integer().default(0),
  },
});

/** How many of the codes that go to a range of numbers come back approved. */
export class SendConversion extends SendConversionSchema.class {}

SendConversionSchema.setClass(SendConversion);
