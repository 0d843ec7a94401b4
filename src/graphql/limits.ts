import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Each about three times what the largest of our own documents needs; introspection has about 300 tokens. */
export const MAX_TOKENS = 600;
const MAX_DEPTH = 12;
const MAX_FIELDS = 150;
const MAX_ALIASES = 15;
const MAX_DIRECTIVES = 10;

/**
 * Mutations that try a credential or send a message. Limits count requests of them, so a document may hold one:
 * otherwise twenty aliases would be twenty guesses for the price of one.
 */
const CREDENTIAL_MUTATIONS = new Set([
  'obtainToken',
  'verifyTwoFactorToken',
  'resendTwoFactorToken',
  'verifyPhone',
  'registerPhone',
  'refreshToken',
  'changePassword',
  'disableTwoFactor',
]);

/** What a selection set comes to, with its fragments spread. */
interface Cost {
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
  credentialMutations: number;
}

const NOTHING: Cost = { depth: 0, fields: 0, aliases: 0, directives: 0, credentialMutations: 0 };

/**
 * Refuses documents that would cost much, before anything runs. Each fragment is weighed once however often it
 * is spread, so weighing takes as long as the document is; and a fragment spread ten times counts ten times.
 */
export const limitDocument: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  Document(document: DocumentNode) {
    const weigh = createScale(document);
    for (const definition of document.definitions)
      if (definition.kind === Kind.OPERATION_DEFINITION)
        for (const problem of problemsOf(weigh(definition)))
          context.reportError(new GraphQLError(problem, { nodes: definition }));
  },
});

function problemsOf({ depth, fields, aliases, directives, credentialMutations }: Cost): string[] {
  return [
    depth > MAX_DEPTH && `An operation may be ${MAX_DEPTH} levels deep.`,
    fields > MAX_FIELDS && `An operation may ask for ${MAX_FIELDS} fields.`,
    aliases > MAX_ALIASES && `An operation may have ${MAX_ALIASES} aliases.`,
    directives > MAX_DIRECTIVES && `An operation may have ${MAX_DIRECTIVES} directives.`,
    credentialMutations > 1 &&
      `An operation may have one of ${[...CREDENTIAL_MUTATIONS].join(', ')}. Send them one by one.`,
  ].filter((problem) => problem !== false);
}

function createScale(document: DocumentNode): (operation: OperationDefinitionNode) => Cost {
  const fragments = new Map(
    document.definitions
      .filter(
        (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
      )
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const weighed = new Map<string, Cost>();

  /**
   * Introspection has a limit of its own in graphql-js for its depth, which is beyond anything else, and its fields are
   * as many as there are. Aliases still count: a few upon a few would multiply all of that.
   */
  const isIntrospection = (name: string) => name === '__schema' || name === '__type';

  function weighFragment(name: string): Cost {
    const known = weighed.get(name);
    if (known) return known;
    // What is being weighed already weighs nothing: a circle, which another rule refuses.
    weighed.set(name, NOTHING);
    const fragment = fragments.get(name);
    const cost = fragment ? weighSelections(fragment.selectionSet) : NOTHING;
    weighed.set(name, cost);
    return cost;
  }

  function weighSelections({ selections }: SelectionSetNode): Cost {
    return selections.map(weighSelection).reduce(together, NOTHING);
  }

  function weighSelection(selection: SelectionSetNode['selections'][number]): Cost {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return together(weighFragment(selection.name.value), { ...NOTHING, directives });
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return together(weighSelections(selection.selectionSet), { ...NOTHING, directives });
    const name = selection.name.value;
    const within = selection.selectionSet ? weighSelections(selection.selectionSet) : NOTHING;
    const inner = isIntrospection(name) ? { ...within, depth: 0, fields: 0 } : within;
    return {
      depth: inner.depth + 1,
      fields: inner.fields + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives: inner.directives + directives,
      credentialMutations: inner.credentialMutations + (CREDENTIAL_MUTATIONS.has(name) ? 1 : 0),
    };
  }

  return ({ selectionSet, directives = [] }) =>
    together(weighSelections(selectionSet), { ...NOTHING, directives: directives.length });
}

function together(a: Cost, b: Cost): Cost {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    credentialMutations: a.credentialMutations + b.credentialMutations,
  };
}
