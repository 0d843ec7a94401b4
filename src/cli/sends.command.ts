import type { Command } from 'commander';
import type { SendConversion } from '../entities/index.js';
import { type Answer, answering } from './answer.js';
import { RefusedError } from './exit.js';
import { examples } from './help.js';
import { type Services, withServices } from './open-services.js';
import { table, utcMinute } from './table.js';

export function addSendsCommands(program: Command): void {
  const sends = program.command('sends').description('codes that do not go, because hardly any come back');
  sends
    .command('paused')
    .description('list the ranges of numbers that get no codes now')
    .addHelpText(
      'after',
      examples('npm run cli -- sends paused', 'npm run --silent cli -- sends paused --json'),
    )
    .action(answering(() => withServices(listPaused)));
  sends
    .command('lift')
    .description('let codes go again to every paused range that begins so, and count anew')
    .argument('<prefix>', 'a range as "sends paused" shows it, or the beginning of several')
    .addHelpText('after', examples('npm run cli -- sends lift +485010', 'npm run cli -- sends lift +48'))
    .action(answering((prefix: string) => withServices((services) => lift(prefix, services))));
}

async function listPaused({ conversions, em }: Services): Promise<Answer> {
  const paused = await conversions.findPaused(em());
  return {
    text: paused.length === 0 ? 'Nothing is paused.' : asTable(paused),
    json: { paused: paused.map(asJson) },
  };
}

async function lift(prefix: string, { conversions, em }: Services): Promise<Answer> {
  const lifted = await conversions.lift(prefix, em());
  if (lifted.length === 0)
    throw new RefusedError('NOT_PAUSED', 'No paused range begins so; "sends paused" lists them.');
  return {
    text: `Codes go again to ${lifted.map(({ range, purpose }) => `${range} (${purpose})`).join(', ')}.`,
    json: { lifted: lifted.map(asJson) },
  };
}

function asJson({ range, purpose, sent, approved, refused, pausedUntil }: SendConversion) {
  return { prefix: range, purpose, sent, approved, refused, pausedUntil };
}

function asTable(paused: readonly SendConversion[]): string {
  const titles = ['PREFIX', 'PURPOSE', 'SENT', 'APPROVED', 'REFUSED SINCE', 'PAUSED UNTIL (UTC)'];
  const rows = paused.map(({ range, purpose, sent, approved, refused, pausedUntil }) => [
    range,
    purpose,
    ...[sent, approved, refused].map(String),
    pausedUntil ? utcMinute(pausedUntil) : '-',
  ]);
  return table(titles, rows);
}
