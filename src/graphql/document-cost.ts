import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

/** The cost of a selection set, with its fragments spread. */
export interface Cost {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly credentialMutations: number;
  readonly largeReads: number;
}

/** The fields that an operation may have one of. */
export interface SingleFields {
  /** Mutations that try a credential or send a message. */
  readonly triers: ReadonlySet<string>;
  /** Queries that read a whole table. */
  readonly readers: ReadonlySet<string>;
  /** Name of the root type that `readers` are fields of. */
  readonly query: string | undefined;
}

export interface Weighed {
  readonly node: OperationDefinitionNode | FragmentDefinitionNode;
  readonly cost: Cost;
}

const NOTHING: Cost = {
  depth: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  credentialMutations: 0,
  largeReads: 0,
};

/**
 * Weighs the operations of a document, and the fragments that none of them spreads. Each fragment is weighed once
 * however often it is spread, so the work grows with the length of the document; and a fragment that is spread ten
 * times counts ten times.
 */
export function weighDocument(
  { definitions }: DocumentNode,
  { triers, readers, query }: SingleFields,
): Weighed[] {
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const fragmentOf = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const weighed = new Map<string, Cost>();
  const isQuery = ({ typeCondition }: { typeCondition?: NamedTypeNode | undefined }) =>
    typeCondition?.name.value === query;

  function weighFragment(name: string): Cost {
    const known = weighed.get(name);
    if (known) return known;
    // A circle of fragments ends here. A rule of the specification refuses it.
    weighed.set(name, NOTHING);
    const fragment = fragmentOf.get(name);
    const cost = fragment
      ? together(weighSelections(fragment.selectionSet, isQuery(fragment)), directivesOf(fragment))
      : NOTHING;
    weighed.set(name, cost);
    return cost;
  }

  /** @param isRoot whether the selections are of the query itself: other types have fields of the same names */
  function weighSelections({ selections }: SelectionSetNode, isRoot: boolean): Cost {
    return selections.map((selection) => weighSelection(selection, isRoot)).reduce(together, NOTHING);
  }

  function weighSelection(selection: SelectionSetNode['selections'][number], isRoot: boolean): Cost {
    const own = directivesOf(selection);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return together(weighFragment(selection.name.value), own);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const isRootToo = selection.typeCondition ? isQuery(selection) : isRoot;
      return together(weighSelections(selection.selectionSet, isRootToo), own);
    }
    const name = selection.name.value;
    const within = selection.selectionSet ? weighSelections(selection.selectionSet, false) : NOTHING;
    const inner = isIntrospection(name) ? { ...within, depth: 0, fields: 0 } : within;
    return {
      depth: inner.depth + 1,
      fields: inner.fields + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives: inner.directives + own.directives,
      credentialMutations: inner.credentialMutations + (triers.has(name) ? 1 : 0),
      largeReads: inner.largeReads + (isRoot && readers.has(name) ? 1 : 0),
    };
  }

  function weighOperation({
    selectionSet,
    operation,
    variableDefinitions = [],
    ...rest
  }: OperationDefinitionNode) {
    const selections = weighSelections(selectionSet, operation === OperationTypeNode.QUERY);
    return [directivesOf(rest), ...variableDefinitions.map(directivesOf)].reduce(together, selections);
  }

  return [
    ...operations.map((node) => ({ node, cost: weighOperation(node) })),
    ...fragments
      .filter(({ name }) => !weighed.has(name.value))
      .map((node) => ({ node, cost: weighFragment(node.name.value) })),
  ];
}

/**
 * The depth and the fields of introspection do not count: graphql-js limits its depth itself. Aliases count, because
 * nested ones multiply the response.
 */
function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}

function directivesOf({ directives = [] }: { readonly directives?: readonly unknown[] | undefined }): Cost {
  return { ...NOTHING, directives: directives.length };
}

function together(a: Cost, b: Cost): Cost {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    credentialMutations: a.credentialMutations + b.credentialMutations,
    largeReads: a.largeReads + b.largeReads,
  };
}
