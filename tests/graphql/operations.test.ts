import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { getNamedType, Kind, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { createSchema } from '../../src/schema.js';

const FOLDER = join(import.meta.dirname, '../../schema/operations');

const schema = createSchema();
const operations = readdirSync(FOLDER).map((file) => ({
  file,
  document: parse(readFileSync(join(FOLDER, file), 'utf8')),
}));

describe('schema/operations', () => {
  it.each(operations)(
    '$file is valid and holds the one operation it is named after',
    ({ file, document }) => {
      expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
      const names = document.definitions.map((definition) =>
        definition.kind === Kind.OPERATION_DEFINITION ? definition.name?.value : definition.kind,
      );
      expect(names).toEqual([pascalCase(basename(file, '.graphql'))]);
    },
  );

  it.each(operations)('$file selects every field of a result of signing in', ({ document }) => {
    const info = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(info, {
        SelectionSet: ({ selections }) => {
          const type = getNamedType(info.getParentType());
          if (type?.name !== 'TokenPair' && type?.name !== 'TwoFactorRequired') return;
          const asked = selections.map((selection) =>
            selection.kind === Kind.FIELD ? selection.name.value : selection.kind,
          );
          expect(asked).toEqual(expect.arrayContaining(fieldsOf(type.name)));
        },
      }),
    );
  });

  it('has an operation for every query and mutation', () => {
    const asked = new Set<string>();
    for (const { document } of operations)
      for (const definition of document.definitions)
        if (definition.kind === Kind.OPERATION_DEFINITION)
          for (const selection of definition.selectionSet.selections)
            if (selection.kind === Kind.FIELD) asked.add(selection.name.value);
    expect([...asked].sort()).toEqual([...fieldsOf('Query'), ...fieldsOf('Mutation')].sort());
  });
});

function fieldsOf(type: string): string[] {
  const found = schema.getType(type);
  return found && 'getFields' in found ? Object.keys(found.getFields()) : [];
}

function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
