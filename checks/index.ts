/**
 * The post-deployment checklist: its table of contents. One file per section of the guide.
 */
import type { AnyCheck } from '../src/core/check.ts';
import { cache } from './cache.ts';
import { database } from './database.ts';
import { databaseLive } from './database-live.ts';
import { infrastructure } from './infrastructure.ts';
import { integrations } from './integrations.ts';
import { payments } from './payments.ts';
import { security } from './security.ts';

export const checks: readonly AnyCheck[] = [
  ...infrastructure,
  ...database,
  ...databaseLive,
  ...cache,
  ...security,
  ...integrations,
  ...payments,
];
