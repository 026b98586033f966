/** A number for a list of purposes: another list is another number, and everybody is asked again. */
import type { Purpose } from './purposes.ts';

/** What somebody agreed to: purposes, services and cookies. A better wording is no other question. */
export function revisionOf(purposes: readonly Purpose[]): number {
  const agreed = purposes.map(({ id, services }) => [id, services.map(({ name, cookies }) => [name, [...cookies].sort()])]);
  return hash(JSON.stringify(agreed));
}

/** FNV-1a, without its sign. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 1;
}
