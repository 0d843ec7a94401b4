import { Arg, Ctx, Extensions, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { READS_MUCH, TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { DateTime } from '../../graphql/scalars.js';
import { UserType } from '../user.type.js';
import type { AccountDeletionService } from './account-deletion.service.js';
import type { DataExportService } from './data-export.service.js';

/** Deletion of the account, and export of its data. */
@Resolver()
export class LeavingResolver {
  constructor(
    private readonly deletions: AccountDeletionService,
    private readonly exports: DataExportService,
  ) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => DateTime, {
    description:
      'Removes the account of the user after seven days, and ends all sessions at once. Returns the time of the removal. Until then the user can sign in and call `cancelAccountDeletion`, or open the link in the mail (`keepAccount`). The user must have signed in within the last five minutes, with the second factor if it is on. A recovery code does not count for this.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `REAUTHENTICATION_REQUIRED`.',
  })
  async deleteAccount(@Ctx() context: GraphQLContext): Promise<Date> {
    return this.deletions.request(context.requireViewer(), context.scope);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => UserType, {
    description:
      'Keeps the account after `deleteAccount`.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`.',
  })
  async cancelAccountDeletion(@Ctx() context: GraphQLContext): Promise<UserType> {
    return new UserType(await this.deletions.cancel(context.requireViewer(), context.scope));
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => Boolean, {
    description:
      'Keeps the account after `deleteAccount`, with the link of the mail about it. Does not sign in. Returns true.\n\nErrors: `INVALID_EMAIL_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `RATE_LIMITED`.',
  })
  async keepAccount(
    @Ctx() { scope }: GraphQLContext,
    @Arg('challenge', () => String, { description: '`challenge` of the link.' }) challenge: string,
    @Arg('token', () => String, { description: '`token` of the link.' }) token: string,
  ): Promise<boolean> {
    await this.deletions.keepByMail({ challenge, token }, scope);
    return true;
  }

  @Extensions(READS_MUCH)
  @Query(() => String, {
    description:
      'Everything that the server keeps of the signed-in user, as JSON text that people can read. It contains no passwords, secrets or keys. The user must have signed in within the last five minutes, with the second factor if it is on.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `REAUTHENTICATION_REQUIRED`, `SERVICE_UNAVAILABLE`.',
  })
  async exportMyData(@Ctx() context: GraphQLContext): Promise<string> {
    return this.exports.export(context.requireViewer(), context.scope);
  }
}
