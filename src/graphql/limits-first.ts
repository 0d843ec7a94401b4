import {
  type ASTVisitor,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type ValidationRule,
} from 'graphql';
import { findExcesses } from './document-limits.js';

/** Stand-ins for refused documents, and why each was refused. */
const refused = new WeakMap<DocumentNode, readonly GraphQLError[]>();

/**
 * Checks the limits of a document before validation, which is the expensive part of refusing one. Apollo Server runs
 * its validation rules together, and a plugin cannot refuse a document at this point. So validation gets an empty
 * document in its place, for which `reportExcesses` reports the limits and nothing else.
 */
export function checkLimits(request: { document: DocumentNode; schema: GraphQLSchema }): void {
  const excesses = findExcesses(request.document, request.schema);
  if (excesses.length === 0) return;
  const standIn: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
  refused.set(standIn, excesses);
  request.document = standIn;
}

export const reportExcesses: ValidationRule = (context): ASTVisitor => ({
  Document(document) {
    for (const excess of refused.get(document) ?? []) context.reportError(excess);
  },
});
