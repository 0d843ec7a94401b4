/**
 * The way imports may go (docs/architecture.md). A folder is a noun of the product; each may import those before it
 * in this list, and none after it.
 */
const FEATURES = [
  'core',
  'config',
  'vendors',
  'limits',
  'outbox',
  'audit',
  'mail',
  'tokens',
  'sessions',
  'accounts',
  'factors',
  'sign-in',
  'admin',
];
/** What requests arrive through and what watches them: they know no feature. */
const PLATFORM = { graphql: ['graphql'], http: ['http', 'graphql'], observability: ['observability'] };
/** Services may read entities of any feature: a row has relations that a rule about it needs. */
const ENTITY = '\\.entity\\.ts$';
/** The schema side of a feature. It may show what any feature has. */
const SCHEMA_SIDE = '\\.(resolver|type|union|enum)\\.ts$';
/** Each vendor's package has one door. */
const DOORS = {
  jsonwebtoken: 'src/tokens/token.service.ts',
  bcrypt: 'src/accounts/hashes/bcrypt.ts',
  twilio: 'src/vendors/twilio/twilio-client.ts',
  'rate-limiter-flexible': 'src/limits/redis-counter.ts',
  '@simplewebauthn/server': 'src/factors/passkey/ceremonies.ts',
};

const folder = (name) => `^src/${name}/`;
const folders = (names) => names.map(folder);
const exactly = (path) => `^${path.replaceAll('.', '\\.')}$`;

export default {
  forbidden: [
    ...FEATURES.map((feature, index) => ({
      name: `${feature}-imports-only-what-comes-before-it`,
      severity: 'error',
      from: { path: folder(feature), pathNot: [ENTITY, SCHEMA_SIDE] },
      to: { path: '^src/', pathNot: [...folders(FEATURES.slice(0, index + 1)), ENTITY] },
    })),
    {
      name: 'core-config-and-vendors-know-no-entity',
      severity: 'error',
      from: { path: folders(['core', 'config', 'vendors']) },
      to: { path: ENTITY },
    },
    {
      name: 'entities-import-entities-and-core',
      severity: 'error',
      from: { path: ENTITY },
      to: { path: '^src/', pathNot: [folder('core'), ENTITY] },
    },
    {
      name: 'the-schema-side-imports-features-and-graphql',
      severity: 'error',
      from: { path: SCHEMA_SIDE },
      to: { path: '^src/', pathNot: folders([...FEATURES, 'graphql']) },
    },
    {
      name: 'only-the-schema-side-and-composition-import-the-schema-side',
      severity: 'error',
      from: { path: '^src/.+/', pathNot: [SCHEMA_SIDE, '^src/graphql/'] },
      to: { path: SCHEMA_SIDE },
    },
    ...Object.entries(PLATFORM).map(([name, allowed]) => ({
      name: `${name}-knows-no-feature`,
      severity: 'error',
      from: { path: folder(name) },
      to: { path: '^src/', pathNot: folders(['core', 'config', ...allowed]) },
    })),
    {
      name: 'database-knows-core-config-and-entities',
      severity: 'error',
      from: { path: folder('database') },
      to: { path: '^src/', pathNot: [...folders(['core', 'config', 'database']), ENTITY] },
    },
    {
      name: 'nothing-imports-composition-or-the-command-line',
      severity: 'error',
      from: { path: '^src/.+/', pathNot: '^src/cli/' },
      to: { path: '^src/([^/]+\\.ts$|cli/)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'features-know-no-transport',
      severity: 'error',
      from: { path: folders([...FEATURES, 'database']), pathNot: SCHEMA_SIDE },
      to: {
        path: 'node_modules/(@apollo|fastify|@fastify|@as-integrations|graphql|graphql-scalars|type-graphql)(/|$)',
      },
    },
    {
      name: 'graphql-knows-no-http-server',
      severity: 'error',
      from: { path: ['^src/graphql/', SCHEMA_SIDE] },
      to: { path: 'node_modules/(fastify|@fastify|@as-integrations)(/|$)' },
    },
    ...Object.entries(DOORS).map(([name, door]) => ({
      name: `${name}-has-one-door`,
      severity: 'error',
      from: { path: '^src/', pathNot: exactly(door) },
      to: { path: `node_modules/(@types/)?${name}(/|$)` },
    })),
    {
      name: 'production-code-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
