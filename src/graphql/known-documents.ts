import type { GraphQLRequest } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** A client has some dozens of documents, each of some hundred characters. A parsed one takes up to 200 bytes a character. */
const MAX_CHARACTERS = 200_000;

/**
 * Parsed and validated documents by their text. What they take is bounded by the length of the texts. Apollo Server's own
 * store counts the nodes and keeps the text: a long comment costs it nothing, and the process its memory.
 */
export function createDocumentStore(maxCharacters = MAX_CHARACTERS) {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: maxCharacters,
    sizeCalculation: (_document, text) => text.length,
  });
  return {
    get: async (text: string) => documents.get(text),
    set: async (text: string, document: DocumentNode) => void documents.set(text, document),
    delete: async (text: string) => documents.delete(text),
  };
}

/** The name of a persisted query that there is not. */
const NONE = '';
/** Apollo Server puts it before each name. */
const PREFIX = 'apq:';

/**
 * Names a document by its text. Apollo Server makes a SHA-256 of each text, also of those that it knows, unless the
 * request names a persisted query. So each request names one: its own text. This server has no other persisted queries.
 */
export function nameByText(request: GraphQLRequest): void {
  const { query, extensions } = request;
  const isPersisted = Boolean(extensions?.['persistedQuery']);
  if (!query && !isPersisted) return;
  request.extensions = {
    ...extensions,
    persistedQuery: { version: 1, sha256Hash: isPersisted ? NONE : query },
  };
  delete request.query;
}

/** Finds the text that `nameByText` named. */
export const SOURCES = {
  get: async (name: string) => name.slice(PREFIX.length) || undefined,
  set: async () => undefined,
  delete: async () => false,
};
