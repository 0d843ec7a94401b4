import type { Command } from 'commander';
import type { SendConversion } from '../../factors/phone/sends/send-conversion.entity.js';
import { type Output, printing } from '../terminal/output.js';
import { RefusedError } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { type Services, withServices } from '../open-services.js';
import { table, utcMinute } from '../terminal/table.js';

export function addSendsCommands(program: Command): void {
  const sends = program
    .command('sends')
    .description('ranges of numbers that get no codes, because too few codes were entered');
  sends
    .command('paused')
    .description('list the ranges of numbers that get no codes now')
    .addHelpText(
      'after',
      examples('npm run cli -- sends paused', 'npm run --silent cli -- sends paused --json'),
    )
    .action(printing(() => withServices(listPaused)));
  sends
    .command('lift')
    .description(
      'send codes again to every paused range that begins with this prefix, and restart its counters',
    )
    .argument('<prefix>', 'a range from "sends paused", or the beginning of several')
    .addHelpText('after', examples('npm run cli -- sends lift +485010', 'npm run cli -- sends lift +48'))
    .action(printing((prefix: string) => withServices((services) => lift(prefix, services))));
}

async function listPaused({ pumpingGuard, em }: Services): Promise<Output> {
  const paused = await pumpingGuard.findPaused(em());
  return {
    text: paused.length === 0 ? 'Nothing is paused.' : asTable(paused),
    json: { paused: paused.map(asJson) },
  };
}

async function lift(prefix: string, { pumpingGuard, em }: Services): Promise<Output> {
  const lifted = await pumpingGuard.lift(prefix, em());
  if (lifted.length === 0)
    throw new RefusedError(
      'NOT_PAUSED',
      'No paused range begins with this prefix; "sends paused" lists them.',
    );
  return {
    text: `Codes are sent again to ${lifted.map(({ range, purpose }) => `${range} (${purpose})`).join(', ')}.`,
    json: { lifted: lifted.map(asJson) },
  };
}

function asJson({ range, purpose, sent, approved, refused, pausedUntil }: SendConversion) {
  return { prefix: range, purpose, sent, approved, refused, pausedUntil };
}

function asTable(paused: readonly SendConversion[]): string {
  const titles = ['PREFIX', 'PURPOSE', 'SENT', 'ENTERED', 'REFUSED SINCE', 'PAUSED UNTIL (UTC)'];
  const rows = paused.map(({ range, purpose, sent, approved, refused, pausedUntil }) => [
    range,
    purpose,
    ...[sent, approved, refused].map(String),
    pausedUntil ? utcMinute(pausedUntil) : '-',
  ]);
  return table(titles, rows);
}
