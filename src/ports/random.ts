/**
 * The one source of randomness. Secrets come from the operating system's generator, jitter need not.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '../core/ports.ts';

export const systemRandom: Random = {
  token: (bytes) => randomBytes(bytes).toString('base64url'),
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
};
