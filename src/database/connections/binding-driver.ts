import {
  type Configuration,
  isRaw,
  type LoggingOptions,
  raw,
  RawQueryFragment,
  type Transaction,
} from '@mikro-orm/core';
import { PostgreSqlConnection, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

type Execute = PostgreSqlConnection['execute'];
type Query = Parameters<Execute>[0];
type Params = readonly unknown[];
type Bindable = string | Uint8Array;

/** MikroORM's driver for PostgreSQL, with the values of statements bound. */
export class BindingDriver extends PostgreSqlDriver {
  protected override readonly connection: PostgreSqlConnection;

  constructor(config: Configuration) {
    super(config);
    this.connection = new BindingConnection(config);
  }
}

/**
 * MikroORM writes values into the text of a statement, and PostgreSQL's own log has the text of each that fails: it
 * would hold names, addresses and hashes. Here texts, times and bytes are bound. Numbers, booleans and null stay in
 * the text: they identify nobody, and a bound one may have another type.
 *
 * A bound text has no type until PostgreSQL finds it, as a text in quotes has none.
 */
class BindingConnection extends PostgreSqlConnection {
  override async execute<T extends Awaited<ReturnType<Execute>>>(
    query: Query,
    params: Parameters<Execute>[1] = [],
    method?: Parameters<Execute>[2],
    transaction?: Transaction,
    logging?: LoggingOptions,
  ): Promise<T> {
    await this.ensureConnection();
    const values: Bindable[] = [];
    const text = this.bind(fragmentOf(query, params), values);
    const executor = (transaction as Executor | undefined) ?? this.getClient();
    const binding: Executor = {
      executeQuery: ({ sql }, options) => executor.executeQuery(CompiledQuery.raw(sql, values), options),
    };
    return super.execute<T>(text, [], method, binding, logging);
  }

  /** The text with `$1` for a value, which is added to `values`. The marks are those of the ORM's `formatQuery`. */
  private bind({ sql, params }: Pick<RawQueryFragment, 'sql' | 'params'>, values: Bindable[]): string {
    if (params.length === 0) return sql;
    let next = 0;
    return sql.replace(/\\\?|\?\??/g, (mark) => {
      if (mark === '\\?') return '?';
      const param = params[next++];
      return mark === '??' ? this.identifier(param as string, values) : this.value(param, values);
    });
  }

  private identifier(name: string, values: Bindable[]): string {
    const fragment = RawQueryFragment.getKnownFragment(name);
    return fragment ? this.bind(fragment, values) : this.platform.quoteIdentifier(name);
  }

  private value(value: unknown, values: Bindable[]): string {
    if (isRaw(value)) return this.bind(value, values);
    if (Array.isArray(value)) return value.map((one) => this.value(one, values)).join(', ');
    if (value == null || typeof value === 'number' || typeof value === 'boolean') return String(value);
    return `$${values.push(bindable(value))}`;
  }
}

function bindable(value: unknown): Bindable {
  if (typeof value === 'string' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value;
  return JSON.stringify(value);
}

/** Kysely, or a transaction of it. */
interface Executor {
  executeQuery(query: CompiledQuery, options?: object): Promise<unknown>;
}

function fragmentOf(query: Query, params: Params | object): Pick<RawQueryFragment, 'sql' | 'params'> {
  if (typeof query !== 'string') return isRaw(query) ? query : query.toRaw();
  return Array.isArray(params) ? { sql: query, params } : raw(query, params as Record<string, unknown>);
}
