import type { World } from './world.js';

/** What was counted, and what was forgotten or taken back, by the names that `noted` takes. */
export type Ledger = ReadonlyMap<string, number>;

/**
 * The database notes each count itself, in the transaction that makes it: nothing that happens to a row later, a new
 * reference, a right code or its removal, takes away what was counted.
 */
const TRIGGERS = [
  `create table noted (name text not null)`,
  `create function note() returns trigger language plpgsql as $$
    declare changed jsonb := to_jsonb(coalesce(new, old));
    begin
      insert into noted values (concat_ws(' ', tg_argv[0], changed ->> tg_argv[1], changed ->> tg_argv[2]));
      return null;
    end $$`,
  ...[
    `after update on sent_codes for each row when (new.attempts > old.attempts) execute function note('try', 'phone', 'purpose')`,
    `after update on sent_codes for each row when (new.attempts < old.attempts) execute function note('tryTakenBack', 'phone', 'purpose')`,
    `after update on users for each row when (new.wrong_codes_in_row > old.wrong_codes_in_row) execute function note('codeInRow', 'id')`,
    `after update on users for each row when (new.wrong_codes_in_row < old.wrong_codes_in_row) execute function note('codesInRowForgotten', 'id')`,
    `after insert on rate_limits for each row execute function note('limit', 'key')`,
    // An attempt that is taken back is not another one.
    `after update on rate_limits for each row when (new.points > old.points or new.expire > old.expire) execute function note('limit', 'key')`,
    // An expired counter starts again with a later end: nobody took its attempts back.
    `after update on rate_limits for each row when (new.points <= old.points and new.expire <= old.expire) execute function note('limitForgotten', 'key')`,
    `after delete on rate_limits for each row execute function note('limitForgotten', 'key')`,
  ].map((trigger, index) => `create trigger noted_${index} ${trigger}`),
];

export async function openLedger({ books }: Pick<World, 'books'>): Promise<void> {
  for (const statement of TRIGGERS) await books().execute(statement);
}

/** What stands in the ledger now; some names of it, or all. */
export async function readLedger(
  { books }: Pick<World, 'books'>,
  names?: readonly string[],
): Promise<Ledger> {
  const rows = await books().execute<{ name: string; times: number }[]>(
    `select name, count(*)::int as times from noted
    where ?::text[] is null or name = any (?::text[]) group by name`,
    [asArray(names), asArray(names)],
  );
  return new Map(rows.map(({ name, times }) => [name, times]));
}

/** No name has a character that needs quotes but the space and the plus, which these suffice for. */
function asArray(names: readonly string[] | undefined): string | null {
  return names ? `{${names.map((name) => `"${name}"`).join(',')}}` : null;
}
