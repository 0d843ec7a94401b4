import { createHash } from 'node:crypto';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/** What a value in a statement may be, by the SQL type it is cast to. */
interface ValueTypes {
  text: string;
  varchar: string;
  uuid: string;
  int: number;
  bigint: number;
  boolean: boolean;
  timestamptz: Date;
  'text[]': readonly string[];
  'uuid[]': readonly string[];
}

/**
 * A statement written by hand. Its values are bound, never written into the text. PostgreSQL logs the text of a failing
 * statement, and it must contain no name, address or hash of a user.
 *
 * It runs on both databases, served and embedded, beside the ORM's unit of work.
 */
export class Statement<Values, Row> {
  private readonly names: readonly string[];
  private readonly text: string;

  /** @throws Error for a `:name` without a type */
  constructor(source: string) {
    const names: string[] = [];
    this.text = source.replace(NAME, (_all, name: string, cast: string | undefined) => {
      if (cast === undefined) throw new Error(`The value :${name} needs a type, such as :${name}::text.`);
      if (!names.includes(name)) names.push(name);
      return `$${names.indexOf(name) + 1}${cast}`;
    });
    this.names = names;
  }

  /** Says what a row of the result has. */
  returning<Returned>(): Statement<Values, Returned> {
    return this as unknown as Statement<Values, Returned>;
  }

  /**
   * Has a served database parse and plan it once for each connection: for statements in the path of most requests,
   * whose plan does not depend on the values.
   */
  prepared(): this {
    names.set(this.text, `s_${createHash('sha256').update(this.text).digest('hex').slice(0, NAME_DIGITS)}`);
    return this;
  }

  /** Runs in the transaction that `em` is in, or else on its own. */
  async run(em: StatementRunner, values: Values): Promise<Row[]> {
    return this.execute(em.getTransactionContext<Executor>() ?? poolOf(em), values);
  }

  /** Runs on its own, whatever transaction the caller is in: a rollback does not take it back. */
  async runOutsideTransaction({ em }: Pick<MikroORM, 'em'>, values: Values): Promise<Row[]> {
    return this.execute(poolOf(em), values);
  }

  private async execute(executor: Executor, values: Values): Promise<Row[]> {
    const given = values as Readonly<Record<string, unknown>>;
    const bound = this.names.map((name) => toBindable(name, given[name]));
    const { rows } = await executor.executeQuery(CompiledQuery.raw(this.text, bound));
    return rows as Row[];
  }
}

/** What a statement runs on: an entity manager, also the one that belongs to no request. */
export type StatementRunner = Pick<EntityManager, 'getTransactionContext' | 'getConnection'>;

const NAME_DIGITS = 32;
const names = new Map<string, string>();

/**
 * The name under which a statement is prepared; undefined for one that is not. It depends on the text, so one name always
 * means the same statement, also on a connection that a pooler shares.
 */
export function preparedName(text: string): string | undefined {
  return names.get(text);
}

/** A `timestamptz` as the databases return it: a text on a served one. */
export function dateOf(value: Date | string): Date;
export function dateOf(value: Date | string | null): Date | null;
export function dateOf(value: Date | string | null): Date | null {
  return value === null ? null : new Date(value);
}

/**
 * A statement with a `:name::type` for each value. TypeScript refuses a missing value, one that the text does not
 * name, and one of another type; each may be null.
 */
export function statement<const Text extends string>(
  text: Text,
): Statement<ValuesOf<Text>, Record<string, unknown>> {
  return new Statement(text);
}

/** `:name`, but neither the cast `::type` nor the slice `[1:2]`. */
const NAME = /(?<![:\w]):([a-z]\w*)(::)?/gi;

/** Kysely, or a transaction of it. */
interface Executor {
  executeQuery(query: CompiledQuery): Promise<{ rows: unknown[] }>;
}

function poolOf(em: Pick<EntityManager, 'getConnection'>): Executor {
  return em.getConnection().getClient();
}

/** `pg` would bind undefined as null, and write a Date in the time zone of this process. */
function toBindable(name: string, value: unknown): unknown {
  if (value === undefined) throw new Error(`The value :${name} is missing.`);
  return value instanceof Date ? value.toISOString() : value;
}

/** A text that is put together at run time has names that only its author knows. */
export type ValuesOf<Text extends string> = string extends Text
  ? Readonly<Record<string, unknown>>
  : { readonly [Name in keyof Named<Text>]: Named<Text>[Name] | null };

type Named<Text extends string, Found = unknown> = Text extends `${string}:${infer After}`
  ? After extends `:${infer Rest}`
    ? Named<Rest, Found>
    : Take<After, NameCharacter> extends [infer Name extends string, infer Rest extends string]
      ? Named<Rest, Name extends '' | `${Digit}${string}` ? Found : Found & Record<Name, ValueOf<Rest>>>
      : never
  : Found;

type ValueOf<Rest extends string> = Rest extends `::${infer Cast}`
  ? Take<Cast, TypeCharacter>[0] extends infer Type extends keyof ValueTypes
    ? ValueTypes[Type]
    : never
  : never;

/** What a text begins with as far as `Characters` go, and the rest. */
type Take<
  Text extends string,
  Characters,
  Taken extends string = '',
> = Text extends `${infer First}${infer Rest}`
  ? First extends Characters
    ? Take<Rest, Characters, `${Taken}${First}`>
    : [Taken, Text]
  : [Taken, ''];

type Lower =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z');
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type NameCharacter = Lower | Uppercase<Lower> | Digit | '_';
type TypeCharacter = Lower | Digit | '_' | '[' | ']';
