import { type Command, InvalidArgumentError } from 'commander';
import type { User } from '../../accounts/user.entity.js';
import { commandLineScope } from '../../audit/security-log.service.js';
import { type Output, printing } from '../terminal/output.js';
import { examples } from '../terminal/help.js';
import { type Services, withServices } from '../open-services.js';
import { readNewPassword } from '../terminal/read-password.js';
import { printable } from '../terminal/table.js';
import { addFactorCommands } from './user-factors.js';
import { addImportCommand } from './user-import.js';
import { listUsers, readUserAsJson } from './user-list.js';

const MAX_LISTED = 10_000;

export function addUserCommands(program: Command): void {
  const user = program.command('user').description('the people who can sign in');
  user
    .command('create')
    .description('create a user; prompts for the password, or reads it from the first line of standard input')
    .argument('<username>')
    .option('--email <address>')
    .option('--staff', 'the user reads all users, and invites, deactivates, signs out and helps them')
    .option('--no-password', 'nobody can sign in as this user until a password is set')
    .addHelpText(
      'after',
      examples(
        'npm run cli -- user create ada --email ada@example.com --staff',
        'npm run --silent cli -- user create ada --json < password.txt',
      ),
    )
    .action(printing(create));
  user
    .command('list')
    .description('list users by name')
    .option('--search <text>', 'only users whose name or e-mail address begins so')
    .option('--limit <number>', 'the most users to list', parseLimit, 50)
    .addHelpText(
      'after',
      examples('npm run cli -- user list --search ada', 'npm run --silent cli -- user list --json'),
    )
    .action(
      printing((options: { search?: string; limit: number }) =>
        withServices((services) => listUsers(options, services)),
      ),
    );
  user
    .command('invite')
    .description('make a user without a password and mail an invitation, which ends after seven days')
    .argument('<username>')
    .argument('<address>')
    .option('--staff', 'the user reads all users, and invites, deactivates, signs out and helps them')
    .addHelpText('after', examples('npm run cli -- user invite ada ada@example.com'))
    .action(printing(invite));
  user
    .command('revoke-invitation')
    .description(
      'withdraw an invitation that is not accepted yet; its username and its address are free at once',
    )
    .argument('<username>')
    .addHelpText('after', examples('npm run cli -- user revoke-invitation ada'))
    .action(printing(revokeInvitation));
  user
    .command('set-email')
    .description(
      'set the address of a user and end all sessions; the confirmed address of before gets a mail that can undo it',
    )
    .argument('<username>')
    .argument('<address>')
    .option('--verified', 'you know that the address is theirs; without it the user has to confirm it')
    .addHelpText('after', examples('npm run cli -- user set-email ada ada@example.com --verified'))
    .action(printing(setEmail));
  addChange(user, 'send-password-reset', {
    description: 'mail a user a link that sets a new password; until then the old one works',
    example: 'npm run cli -- user send-password-reset ada',
    change: (found, { passwordResets, em }) => passwordResets.requestFor(found, commandLineScope(em())),
    done: 'gets a mail.',
  });
  addChange(user, 'set-password', {
    description:
      'set a password and end all sessions; prompts for it, or reads it from the first line of standard input',
    example: 'npm run cli -- user set-password ada < password.txt',
    change: setPassword,
    done: 'has a new password. All their sessions are ended.',
  });
  addChange(user, 'deactivate', {
    description: 'stop a user from signing in, and end all sessions at once',
    example: 'npm run cli -- user deactivate ada',
    change: (found, { admin, em }) => admin.setActive(found, false, em()),
    done: 'is inactive. All their sessions are ended.',
  });
  addChange(user, 'activate', {
    description: 'let a deactivated user sign in again',
    example: 'npm run cli -- user activate ada',
    change: (found, { admin, em }) => admin.setActive(found, true, em()),
    done: 'is active.',
  });
  addChange(user, 'grant-staff', {
    description: 'let a user read all users, and invite, deactivate, sign out and help them',
    example: 'npm run cli -- user grant-staff ada',
    change: (found, { admin, em }) => admin.grantStaff(found, em()),
    done: 'is staff.',
  });
  addChange(user, 'revoke-staff', {
    description: 'take from a user what grant-staff gave, from the next request on; sessions stay',
    example: 'npm run cli -- user revoke-staff ada',
    change: (found, { admin, em }) => admin.revokeStaff(found, em()),
    done: 'is no longer staff.',
  });
  addChange(user, 'unlock', {
    description: 'unlock a user who typed a hundred wrong codes',
    example: 'npm run cli -- user unlock ada',
    change: (found, { admin, em }) => admin.unlock(found, em()),
    done: 'may try codes again.',
  });
  addChange(user, 'sign-out', {
    description: 'end all sessions of a user at once; the password still works',
    example: 'npm run cli -- user sign-out ada',
    change: (found, { admin, em }) => admin.signOut(found, em()),
    done: 'is signed out. All their sessions are ended.',
  });
  addChange(user, 'disable-two-factor', {
    description:
      'remove every factor of a user who lost them all, and end all sessions; the old number is notified',
    example: 'npm run cli -- user disable-two-factor ada',
    change: (found, { admin, em }) => admin.disableTwoFactor(found, em()),
    done: 'signs in with the password alone. All their sessions are ended.',
  });
  addFactorCommands(user);
  addImportCommand(user);
}

interface Change {
  readonly description: string;
  readonly example: string;
  change(user: User, services: Services): Promise<void>;
  /** The rest of the sentence that begins with the username. */
  readonly done: string;
}

/** The commands that change one user differ only in the change. */
function addChange(group: Command, name: string, { description, example, change, done }: Change): void {
  const run = (username: string): Promise<Output> =>
    withServices(async (services) => {
      await change(await services.users.findByUsername(username, services.em()), services);
      const user = await services.users.findByUsername(username, services.em());
      return {
        text: `${printable(user.username)} ${done}`,
        json: { user: await readUserAsJson(user, services.em()) },
      };
    });
  group
    .command(name)
    .description(description)
    .argument('<username>')
    .addHelpText('after', examples(example))
    .action(printing(run));
}

async function create(
  username: string,
  { email, staff, password: wanted }: { email?: string; staff?: true; password: boolean },
): Promise<Output> {
  return withServices(async ({ users, passwords, em }) => {
    const password = wanted
      ? await readNewPassword((text) => passwords.requireStrong('password', text, username))
      : undefined;
    const user = await users.createUser({ username, email, password, isStaff: staff }, em());
    return {
      text: `${printable(user.username)} is created${wanted ? '' : ', without a password'}.`,
      json: { user: await readUserAsJson(user, em()) },
    };
  });
}

async function invite(username: string, email: string, { staff }: { staff?: true }): Promise<Output> {
  return withServices(async ({ invitations, em }) => {
    const user = await invitations.invite(
      { username, email, isStaff: staff === true },
      commandLineScope(em()),
    );
    return {
      text: `${printable(user.username)} gets an invitation by mail.`,
      json: { user: await readUserAsJson(user, em()) },
    };
  });
}

async function revokeInvitation(username: string): Promise<Output> {
  return withServices(async ({ users, invitations, em }) => {
    const user = await users.findByUsername(username, em());
    const json = { user: await readUserAsJson(user, em()) };
    await invitations.revoke(user, commandLineScope(em()));
    return { text: `${printable(user.username)} is no longer invited. The account is removed.`, json };
  });
}

async function setEmail(
  username: string,
  address: string,
  { verified = false }: { verified?: boolean },
): Promise<Output> {
  return withServices(async ({ users, addressAdmin, em }) => {
    const open = em();
    await addressAdmin.set(
      await users.findByUsername(username, open),
      { address, isVerified: verified },
      open,
    );
    const user = await users.findByUsername(username, em());
    const state = user.emailVerifiedAt == null ? 'not confirmed yet' : 'confirmed';
    return {
      text: `${printable(user.username)} has a new address, which is ${state}. All their sessions are ended.`,
      json: { user: await readUserAsJson(user, em()) },
    };
  });
}

async function setPassword(user: User, { admin, passwords, em }: Services): Promise<void> {
  const password = await readNewPassword((text) => passwords.requireStrong('password', text, user.username));
  await admin.setPassword(user, password, em());
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LISTED)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_LISTED}.`);
  return limit;
}
