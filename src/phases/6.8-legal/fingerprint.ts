/** A short hash by which later steps see that a part of `site.config.json` or a page is another one. */
import { createHash } from 'node:crypto';

export function fingerprintOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}
