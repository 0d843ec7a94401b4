import { type DocumentNode, GraphQLError, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { type Cost, type SingleFields, weighDocument } from './document-cost.js';

/** Each limit is about three times what our largest document needs. Introspection has about 300 tokens. */
export const MAX_TOKENS = 600;
const MAX_DEPTH = 12;
const MAX_FIELDS = 150;
const MAX_ALIASES = 15;
const MAX_DIRECTIVES = 5;

/**
 * Extension (`@Extensions`) of a mutation that tries a credential or sends a message. An operation may have one of them,
 * because limits count requests: twenty aliases would be twenty guesses counted as one.
 */
export const TRIES_CREDENTIAL = { triesCredential: true } as const;

/** Extension of a query that reads a whole table. An operation may have one of them, or fifteen would run at once. */
export const READS_MUCH = { readsMuch: true } as const;

/** The limits that a document exceeds. A fragment that no operation spreads is held to the same limits. */
export function findExcesses(document: DocumentNode, schema: GraphQLSchema): GraphQLError[] {
  const single = singleFieldsOf(schema);
  return weighDocument(document, single).flatMap(({ node, cost }) =>
    problemsOf(cost, single).map((problem) => new GraphQLError(problem, { nodes: node })),
  );
}

/** Computed once for each schema. A server has one. */
const KNOWN = new WeakMap<GraphQLSchema, SingleFields>();

function singleFieldsOf(schema: GraphQLSchema): SingleFields {
  const known = KNOWN.get(schema);
  if (known) return known;
  const single = {
    triers: withExtension('triesCredential', schema.getMutationType()),
    readers: withExtension('readsMuch', schema.getQueryType()),
    query: schema.getQueryType()?.name,
  };
  KNOWN.set(schema, single);
  return single;
}

function withExtension(name: string, type: GraphQLObjectType | null | undefined): ReadonlySet<string> {
  const fields = Object.values(type?.getFields() ?? {});
  return new Set(fields.filter(({ extensions }) => extensions[name] === true).map((field) => field.name));
}

function problemsOf(
  { depth, fields, aliases, directives, credentialMutations, largeReads }: Cost,
  { triers, readers }: SingleFields,
): string[] {
  return [
    depth > MAX_DEPTH && `An operation may be ${MAX_DEPTH} levels deep.`,
    fields > MAX_FIELDS && `An operation may have ${MAX_FIELDS} fields.`,
    aliases > MAX_ALIASES && `An operation may have ${MAX_ALIASES} aliases.`,
    directives > MAX_DIRECTIVES && `An operation may have ${MAX_DIRECTIVES} directives.`,
    largeReads > 1 && `An operation may have one of ${[...readers].join(', ')}. Send them one by one.`,
    credentialMutations > 1 &&
      `An operation may have one of ${[...triers].join(', ')}. Send them one by one.`,
  ].filter((problem) => problem !== false);
}
