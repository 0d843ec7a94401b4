import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import tseslint from 'typescript-eslint';

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
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/config/config.ts', 'tests/**', 'bench/**', 'scripts/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // React Native and Safari before 16 lack these. `lib` in client/tsconfig.json does the same for JavaScript itself.
    files: ['client/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'atob',
          'btoa',
          'structuredClone',
          'crypto',
          'DOMException',
          'BroadcastChannel',
          'queueMicrotask',
        ],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'AbortSignal', property: 'timeout', message: 'Use startDeadline.' },
        { object: 'AbortSignal', property: 'any' },
        { object: 'Response', property: 'json' },
      ],
    },
  },
  {
    // A class is how TypeGraphQL and the entities are declared.
    files: ['src/**/*.{type,entity,resolver}.ts', 'src/graphql/**'],
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
            types: [
              'AuthenticatorAppMethod',
              'AuthenticatorAppSetup',
              'Branding',
              'CodeDelivery',
              'EmailMethod',
              'EmailStep',
              'PageInfo',
              'PasskeyMethod',
              'PasskeyRequest',
              'PasskeySetup',
              'PhoneMethod',
              'RecoveryCodeMethod',
              'RecoveryCodes',
              'SignInOptions',
              'TokenPair',
              'TrustedDeviceGrant',
              'TwoFactorRequired',
            ],
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
