import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** What is no doing of the field that it meets: `ErrorCode` has it, for all of them. */
const ANYWHERE = ['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'];

interface Refusal {
  path?: (string | number)[];
  extensions: { code: string };
}

/** Whichever test met it: a code that a field returns is in its description. @throws Error where it does not */
export function requireDocumented(document: unknown, errors: readonly Refusal[] = []): void {
  for (const { path, extensions } of errors) {
    const key = path?.findLast((part) => typeof part === 'string');
    const described = key === undefined ? describedForAll() : describedAt(String(document), key);
    if (described.includes(`\`${extensions.code}\``)) continue;
    if (key !== undefined && ANYWHERE.includes(extensions.code)) continue;
    throw new Error(`The schema does not say that ${key ?? 'any operation'} can return ${extensions.code}.`);
  }
}

/** Before an operation runs, or without one. */
function describedForAll(): string {
  return /Any operation can return.*/.exec(schema().getType('ErrorCode')?.description ?? '')?.[0] ?? '';
}

/** The lists of errors of the fields with this key in the response. */
function describedAt(document: string, key: string): string {
  const info = new TypeInfo(schema());
  const found: string[] = [];
  visit(
    parse(document),
    visitWithTypeInfo(info, {
      Field: ({ alias, name }) => {
        if ((alias ?? name).value !== key) return;
        found.push(/^Errors: .*/m.exec(info.getFieldDef()?.description ?? '')?.[0] ?? '');
      },
    }),
  );
  return found.join('\n');
}

let known: GraphQLSchema | undefined;

/** As clients read it. */
export function schema(): GraphQLSchema {
  known ??= buildSchema(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'));
  return known;
}
