/** How values stand in documents. Other programs (an adopted Python bot) may have written ids as numbers and left fields empty. */
import { z } from 'zod';
import type { Document } from '../store/documents.ts';

/** An id of Discord: text here, whatever it is there. */
export const id = z.union([z.string(), z.bigint(), z.number()]).transform(String);
export const maybe = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);
export const count = z.union([z.number(), z.bigint()]).transform(Number);
export const time = z.date();

/** @throws Error naming collection and field, never the value */
export function decode<T>(collection: string, schema: z.ZodType<T>, document: Document): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new Error(`a document of ${collection} cannot be read: ${[...new Set(fields)].join(', ')}`);
}

/** Without the fields that have no value, so that "not there" is one thing and not two. */
export function compact(document: Document): Document {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
}
