import { Query, Resolver } from 'type-graphql';
import { PASSWORD_MIN_LENGTH } from '../accounts/password.service.js';
import type { Config } from '../config/config.js';
import type { SecondFactors } from '../factors/second-factors.js';
import { SignInOptionsType } from './sign-in-options.type.js';

/** What a page must know before the user signs in. */
@Resolver()
export class SignInOptionsResolver {
  constructor(
    private readonly config: Pick<
      Config,
      'accounts' | 'brand' | 'mail' | 'twoFactor' | 'tokenCookies' | 'rememberDevice'
    >,
    private readonly factors: SecondFactors,
  ) {}

  @Query(() => SignInOptionsType, {
    description:
      'Settings of this server that a sign-in page needs. The user does not need to be signed in.\n\nErrors: `UNAUTHENTICATED` if the `Authorization` header is not valid.',
  })
  signInOptions(): SignInOptionsType {
    const { accounts, brand, mail, twoFactor, tokenCookies, rememberDevice } = this.config;
    return {
      branding: brand,
      methods: this.factors.kinds,
      channels: twoFactor.channels,
      twoFactorPolicy: twoFactor.policy,
      registration: mail.isOffered ? accounts.registration : 'closed',
      passwordReset: mail.isOffered,
      emailSignIn: mail.isOffered && accounts.emailSignIn,
      passwordMinLength: PASSWORD_MIN_LENGTH,
      tokenCookies,
      remembersDevices: rememberDevice.seconds > 0,
    };
  }
}
