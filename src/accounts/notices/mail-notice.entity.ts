import { defineEntity, p } from '@mikro-orm/core';
import type { MailKind } from '../../core/notice-kind.js';
import { User } from '../user.entity.js';

const MailNoticeSchema = defineEntity({
  name: 'MailNotice',
  tableName: 'mail_notices',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    /** The address at the time of the news. It may be gone from the account since. */
    email: p.string().length(254),
    kind: p.string().length(40).$type<MailKind>(),
    createdAt: p.datetime().index(),
  },
});

/** A mail that reports something about an account. The outbox refers to it, because it must contain no address. */
export class MailNotice extends MailNoticeSchema.class {}

MailNoticeSchema.setClass(MailNotice);
