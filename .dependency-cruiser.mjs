/** The way a request goes: http -> graphql -> services -> entities and two-factor. Never back. */
const LAYERS = {
  http: ['http', 'graphql', 'services', 'two-factor', 'entities'],
  graphql: ['graphql', 'services', 'two-factor', 'entities'],
  services: ['services', 'two-factor', 'entities'],
  'two-factor': ['two-factor'],
  entities: ['entities'],
  db: ['db', 'entities'],
};
/** Files of no layer that everybody may know. */
const SHARED = '^src/(clock|config)\\.ts$';

export default {
  forbidden: [
    ...Object.entries(LAYERS).map(([layer, allowed]) => ({
      name: `${layer}-looks-only-inwards`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: [...allowed.map((other) => `^src/${other}/`), SHARED] },
    })),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'services-know-no-transport',
      severity: 'error',
      from: { path: '^src/(services|entities|two-factor|db)/' },
      to: { path: 'node_modules/(@apollo|fastify|@fastify|@as-integrations|graphql|type-graphql)(/|$)' },
    },
    {
      name: 'graphql-knows-no-http-server',
      severity: 'error',
      from: { path: '^src/graphql/' },
      to: { path: 'node_modules/(fastify|@fastify|@as-integrations)(/|$)' },
    },
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
