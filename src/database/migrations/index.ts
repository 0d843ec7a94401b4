import type { MigrationObject } from '@mikro-orm/core';
import { Initial } from './0001-initial.js';

/** Every migration, in order. A list, not a folder scan: it is the same in a build, a test and a bundle. */
export const migrations: readonly MigrationObject[] = [{ name: '0001-initial', class: Initial }];
