import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Each vendor's package has one door: whoever wants it goes through that file. */
const DOORS = {
  jsonwebtoken: ['src/services/token.service.ts'],
  bcrypt: ['src/services/password.service.ts'],
  twilio: ['src/two-factor/twilio-client.ts'],
  'rate-limiter-flexible': ['src/services/throttle.service.ts'],
};

const CODE = ['**/*.{js,mjs,cjs,ts,mts,cts,tsx}'];

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules', '.test-artifacts', 'client/generated'] },
  // The rules of JavaScript and TypeScript, which know nothing of GraphQL.
  ...[js.configs.recommended, ...tseslint.configs.strictTypeChecked].map((config) => ({
    ...config,
    files: config.files ?? CODE,
  })),
  {
    files: CODE,
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './client/tsconfig.json', './examples/web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'mikro-orm', message: 'Use @mikro-orm/core.' }],
          patterns: Object.keys(DOORS).map((name) => ({
            regex: `^${name}(/|$)`,
            message: `${name} has one door: ${DOORS[name][0]}.`,
          })),
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  ...Object.entries(DOORS).map(([name, files]) => ({
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: Object.keys(DOORS)
            .filter((other) => other !== name)
            .map((other) => ({
              regex: `^${other}(/|$)`,
              message: `${other} has one door: ${DOORS[other][0]}.`,
            })),
        },
      ],
    },
  })),
  {
    files: ['src/config.ts', 'tests/**', 'bench/**', 'scripts/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // A class is how TypeGraphQL and the entities are declared.
    files: ['src/graphql/**', 'src/entities/**'],
    rules: { '@typescript-eslint/no-extraneous-class': 'off' },
  },
  { files: ['tests/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', Buffer: 'readonly', URL: 'readonly' } },
  },
  {
    // The released SDL is a copy of a schema.graphql that was linted.
    files: ['schema/schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: './schema/schema.graphql' } },
    },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      // These are no things that a cache keeps by identity: pages, places in a list, and secrets.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            types: ['PageInfo', 'TokenPair', 'TwoFactorRequired'],
            suffixes: ['Connection', 'Edge'],
          },
        },
      ],
      // ErrorCode is reached through `extensions.code`, which no field can say.
      '@graphql-eslint/no-unreachable-types': 'off',
      // It takes `User.username` for a repetition; the word is one, and renaming it would break clients.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    files: ['schema/operations/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: {
        graphQLConfig: { schema: './schema/schema.graphql', documents: './schema/operations/*.graphql' },
      },
    },
    rules: graphql.configs['flat/operations-recommended'].rules,
  },
);
