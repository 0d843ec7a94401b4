import type { PGlite } from '@electric-sql/pglite';

export function openEmbedded(): Promise<PGlite>;
