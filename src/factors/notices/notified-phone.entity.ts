import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../accounts/user.entity.js';
import type { PhoneNews } from '../../core/notice-kind.js';

const NotifiedPhoneSchema = defineEntity({
  name: 'NotifiedPhone',
  tableName: 'notified_phones',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    /** E.164: the number at the time of the news. It may be gone from the account since. */
    phone: p.string().length(16),
    /** What happened to the account. */
    news: p.string().length(40).$type<PhoneNews>(),
    /** BCP 47 language of the notice. */
    locale: p.string().length(35).nullable(),
    createdAt: p.datetime().index(),
  },
});

/** A number that is notified of news about its account, for as long as the notice may have to be sent. */
export class NotifiedPhone extends NotifiedPhoneSchema.class {}

NotifiedPhoneSchema.setClass(NotifiedPhone);
