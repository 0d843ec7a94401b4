import type { Config } from '../../config/config.js';
import { isAddress } from '../../config/passkeys.js';
import { findWarnings } from '../../config/warnings.js';
import { advice, type Check, ok } from './check.js';

/** Settings that are valid, but that often differ from what was intended. */
export function checkConfiguration(config: Config): Check[] {
  return [
    ok('configuration', `The settings are valid. Codes are sent by ${config.twoFactor.provider}.`),
    ...findWarnings(config).map((text) => advice('setting', `${text}.`.replace(/([.?])\.$/, '$1'))),
    ...checkPasskeys(config),
    checkApps(config),
    ...(config.production ? checkAddresses(config) : []),
  ];
}

function checkPasskeys({ passkeys, publicUrl }: Config): Check[] {
  if (passkeys) return [ok('passkeys', `Passkeys belong to ${passkeys.rpId}.`)];
  const { hostname } = new URL(publicUrl);
  return [
    advice(
      'passkeys',
      isAddress(hostname)
        ? 'Passkeys are not offered: the host of PUBLIC_URL is an IP address, and passkeys belong to a domain.'
        : 'Passkeys are not offered: browsers use them over https alone, and PUBLIC_URL is http.',
      'Set PUBLIC_URL to an https address with a domain, or PASSKEY_RP_ID and PASSKEY_ORIGINS.',
    ),
  ];
}

function checkApps({ production, secretsKeys }: Config): Check {
  const name = 'authenticator-apps';
  if (!production || secretsKeys.length > 0) return ok(name, 'Authenticator apps are offered.');
  return advice(
    name,
    'Authenticator apps are not offered: their secrets are sealed, and SECRETS_KEYS is not set.',
    'Make a key with: npm run --silent cli -- secrets generate',
  );
}

/** The start does not log these: a server without a front end in browsers, or without a proxy, needs none of them. */
function checkAddresses({ corsOrigins, trustedProxies }: Config): Check[] {
  return [
    ...(corsOrigins.length > 0
      ? []
      : [
          advice(
            'cors-origins',
            'CORS_ORIGINS is not set: no front end in a browser can use this server from another origin.',
            'Name the origins of your front ends, such as https://app.example.com.',
          ),
        ]),
    ...(trustedProxies.length > 0
      ? []
      : [
          advice(
            'trusted-proxies',
            'TRUSTED_PROXIES is not set: behind a proxy, all clients have its address, so they share one limit and the security log does not know them.',
            'Name the address of the proxy, if there is one.',
          ),
        ]),
  ];
}
