import type { CodegenConfig } from '@graphql-codegen/cli';

/** The types and documents of the client package, from the schema and the operations beside it. */
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*.graphql',
  importExtension: '.js',
  generates: {
    'client/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'documentNode',
        useTypeImports: true,
        enumType: 'const',
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          PhoneNumber: 'string',
          EmailAddress: 'string',
          // Browsers make and read them: a client passes them through.
          PasskeyRequestOptions: 'object',
          PasskeyCreationOptions: 'object',
          PasskeyAssertion: 'object',
          PasskeyAttestation: 'object',
        },
      },
    },
    // No operation names ErrorCode, so the preset leaves it out.
    'client/generated/enums.ts': {
      plugins: ['typescript'],
      config: { onlyEnums: true, enumsAsConst: true, enumType: 'const' },
    },
  },
};

export default config;
