/** Compares secrets without telling by the time it takes how far they agree. */
import { timingSafeEqual } from 'node:crypto';

export function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
