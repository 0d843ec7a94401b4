import type { PGlite } from '@electric-sql/pglite';

import bcrypt from 'bcrypt';
import type { Result } from './report/result.js';

/** What a request asked of the database and of bcrypt. */
export interface Cost {
  readonly statements: number;
  /** Of the statements, those that count attempts; with Redis there are none. */
  readonly limits: number;
  /** Of the statements, those that write. */
  readonly writes: number;
  readonly hashes: number;
}

let statements: string[] = [];
let hashes = 0;

/** Notes every statement that reaches the database: from the ORM, the limits, or our own SQL. */
export function countStatements(database: PGlite): void {
  const query = database.query.bind(database);
  const transaction = database.transaction.bind(database);
  database.query = (text, ...rest) => {
    statements.push(text);
    return query(text, ...rest);
  };
  database.transaction = async (work) => {
    statements.push('begin');
    const result = await transaction((tx) => {
      const inside = tx.query.bind(tx);
      tx.query = (text, ...rest) => {
        statements.push(text);
        return inside(text, ...rest);
      };
      return work(tx);
    });
    statements.push('commit');
    return result;
  };
}

/** Notes every hash that is made: comparing makes one too. */
export function countHashes(): void {
  for (const name of ['compare', 'hash'] as const) {
    const original: (...call: never[]) => unknown = bcrypt[name];
    const counting = (...call: never[]) => {
      hashes += 1;
      return original(...call);
    };
    Object.assign(bcrypt, { [name]: counting });
  }
}

const WRITING = /\b(insert into|delete from|(?<!\bfor |\bkey )update)\b/i;

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  statements = [];
  hashes = 0;
  await work();
  return {
    statements: statements.length,
    limits: statements.filter((text) => text.includes('rate_limits')).length,
    writes: statements.filter((text) => WRITING.test(text)).length,
    hashes,
  };
}

export function line(what: string, cost: Cost, target = '', met?: boolean): Result {
  const { statements, limits, writes, hashes } = cost;
  const measured = `${statements} statements (${limits} for limits), ${writes} write; ${hashes} bcrypt`;
  return { what, target, measured, ...(met !== undefined && { met }) };
}
