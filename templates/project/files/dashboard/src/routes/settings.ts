/**
 * What settings of a server may be: small and plain, because features read their own keys and everything else is carried along. Names are such that no database
 * takes them for anything else.
 */
import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z\d_]{0,63}$/i, 'is no name of a setting');
const plain = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]);
const list = z.array(plain).max(200);
const group = z.record(name, z.union([plain, list]));
const value = z.union([plain, list, group]);
const mostBytes = 16_384;

/** Also counts what was there before: many small changes must not make something large. */
export function isSmall(settings: Readonly<Record<string, unknown>>): boolean {
  return Buffer.byteLength(JSON.stringify(settings)) <= mostBytes;
}

export const settingsSchema = z.record(name, value);

export const settingsPatch = z.object({
  revision: z.int().min(0).describe('As last read: a change in between is not overwritten'),
  settings: settingsSchema.refine(isSmall, 'is too much').describe('Only what changes; null takes a setting away'),
});

/** Settings that are groups are replaced whole. */
export function mergeSettings(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, chosen]) => chosen !== null));
}
