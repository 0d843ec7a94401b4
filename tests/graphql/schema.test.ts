import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { createSchema, printSdl } from '../../src/schema.js';
import { ERROR_CODES } from '../../src/core/service-error.js';

const schema = createSchema();
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

function argumentsOf(field: GraphQLField<unknown, unknown> | GraphQLInputField): readonly GraphQLArgument[] {
  return 'args' in field ? field.args : [];
}

describe('the schema', () => {
  it('is the one in schema/schema.graphql; after a change run: npm run schema', () => {
    const committed = readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8');
    expect(printSdl()).toBe(committed);
  });

  it('describes every type, field, argument and enum value', () => {
    const bare = types.flatMap((type) => {
      const own = type.description ? [] : [type.name];
      if (isEnumType(type))
        return [
          ...own,
          ...type
            .getValues()
            .filter(({ description }) => !description)
            .map(({ name }) => `${type.name}.${name}`),
        ];
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return own;
      return [
        ...own,
        ...Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields()).flatMap(
          (field) => [
            ...(field.description ? [] : [`${type.name}.${field.name}`]),
            ...argumentsOf(field)
              .filter(({ description }) => !description)
              .map(({ name }) => `${type.name}.${field.name}(${name})`),
          ],
        ),
      ];
    });
    const roots = ['Query', 'Mutation', 'String', 'Boolean', 'ID', 'Int', 'Float'];
    expect(bare.filter((name) => !roots.includes(name))).toEqual([]);
  });

  it('names every error code', () => {
    const codes = schema.getType('ErrorCode');
    expect(isEnumType(codes) && codes.getValues().map(({ name }) => name)).toEqual(Object.keys(ERROR_CODES));
  });

  it('lists the errors of every query and mutation, by codes that there are', () => {
    const roots = [schema.getQueryType(), schema.getMutationType()];
    const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {}));
    expect(fields.length).toBeGreaterThan(10);
    for (const { name, description } of fields) {
      const [, list = ''] = /\n\nErrors: (.+\.)$/.exec(description ?? '') ?? [];
      const codes = list.match(/\b[A-Z_]{6,}\b/g) ?? [];
      expect([name, codes]).toEqual([name, expect.arrayContaining([expect.any(String)])]);
      expect([name, ...codes.filter((code) => !(code in ERROR_CODES))]).toEqual([name]);
    }
  });

  it('returns the union from each of the four steps', () => {
    const fields = schema.getMutationType()?.getFields() ?? {};
    for (const step of ['obtainToken', 'verifyPhone', 'registerPhone', 'verifyTwoFactorToken'])
      expect(String(fields[step]?.type)).toBe('AuthenticationResult!');
  });

  it('gives nothing that is secret a field', () => {
    const fields = types.flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()) : []));
    const suspicious = fields
      .map(({ name }) => name)
      .filter((name) => /hash|secret|authyId|salt/i.test(name));
    // A user must type the new secret of an app somewhere.
    expect(suspicious).toEqual(['secret']);
    expect(schema.getType('AuthenticatorAppSetup')).toHaveProperty('_fields.secret');
  });
});
