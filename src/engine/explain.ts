/**
 * Whatever a task or check threw, as an error that the operator can act on. The vendor explains its own; nothing is guessed from texts.
 */
import { Cancelled, OperatorError, Refused, VendorError } from '../core/errors.ts';
import type { AnyVendor } from '../core/vendor.ts';
import type { Walk } from './walk.ts';

export function explained(walk: Walk, by: string, uses: readonly AnyVendor[], error: unknown): unknown {
  if (isOurs(error)) return error;
  const hidden = walk.doors.thrown(by);
  if (hidden !== undefined && isOurs(hidden)) return hidden;
  if (walk.signal.aborted) return new Cancelled('');
  const call = walk.doors.lastCall(by) ?? 'a request';
  for (const vendor of uses) {
    const known = vendor.explain(error, call);
    if (known) return known;
  }
  return error;
}

function isOurs(error: unknown): boolean {
  return error instanceof OperatorError || error instanceof VendorError || error instanceof Cancelled || error instanceof Refused;
}
