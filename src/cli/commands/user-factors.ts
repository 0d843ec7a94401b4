import type { Command } from 'commander';
import { commandLineScope } from '../../audit/security-log.service.js';
import { maskPhone } from '../../factors/phone/phone-number.js';
import { listAuthenticators } from '../../factors/authenticators/authenticator-reads.js';
import { readOverview } from '../../factors/factor-overview.js';
import { type Services, withServices } from '../open-services.js';
import { examples } from '../terminal/help.js';
import { type Output, printing } from '../terminal/output.js';
import { printable, table, utcMinute } from '../terminal/table.js';
import { KIND_NAMES, readUserAsJson } from './user-list.js';

export function addFactorCommands(user: Command): void {
  user
    .command('factors')
    .description('list what a user proves the second factor with; never a secret')
    .argument('<username>')
    .addHelpText('after', examples('npm run cli -- user factors ada'))
    .action(printing((username: string) => withServices((services) => listFactors(username, services))));
  user
    .command('remove-factor')
    .description(
      'remove a phone, app or passkey that a user lost, and end all sessions; without another one the second factor is off',
    )
    .argument('<username>')
    .argument('<id>', 'of "user factors"')
    .addHelpText(
      'after',
      examples('npm run cli -- user remove-factor ada 6f1c2a9e-8d3b-4f5a-9c7e-2b1d0a4e6f80'),
    )
    .action(
      printing((username: string, id: string) =>
        withServices((services) => removeFactor(username, id, services)),
      ),
    );
}

async function listFactors(username: string, { users, em }: Services): Promise<Output> {
  const user = await users.findByUsername(username, em());
  const { recoveryCodesLeft } = await readOverview(user.id, { em: em() });
  const factors = (await listAuthenticators(user.id, { em: em() })).map(({ authenticator }) => ({
    id: authenticator.id,
    kind: authenticator.kind,
    name: authenticator.name,
    phone: authenticator.kind === 'phone' && user.phone != null ? maskPhone(user.phone) : null,
    createdAt: authenticator.createdAt,
    lastUsedAt: authenticator.lastUsedAt ?? null,
  }));
  const rows = factors.map(({ id, kind, name, phone, createdAt, lastUsedAt }) => [
    id,
    KIND_NAMES[kind],
    phone ?? name,
    utcMinute(createdAt),
    lastUsedAt ? utcMinute(lastUsedAt) : 'never',
  ]);
  const isOn = user.isGuarded() ? 'on' : 'off';
  const summary = `${printable(user.username)}: the second factor is ${isOn}, with ${recoveryCodesLeft} unused recovery ${recoveryCodesLeft === 1 ? 'code' : 'codes'}.`;
  const titles = ['ID', 'KIND', 'NAME', 'ADDED (UTC)', 'LAST USED (UTC)'];
  return {
    text: rows.length === 0 ? summary : `${table(titles, rows)}\n\n${summary}`,
    json: { username: user.username, twoFactorEnabled: user.isGuarded(), factors, recoveryCodesLeft },
  };
}

async function removeFactor(username: string, id: string, services: Services): Promise<Output> {
  const { users, factorAdmin, em } = services;
  const open = em();
  await factorAdmin.remove(await users.findByUsername(username, open), id, commandLineScope(open));
  const user = await users.findByUsername(username, em());
  const next = user.isGuarded()
    ? 'signs in with the factors that are left.'
    : 'signs in with the password alone.';
  return {
    text: `${printable(user.username)} ${next} All their sessions are ended.`,
    json: { user: await readUserAsJson(user, em()) },
  };
}
