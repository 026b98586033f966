/**
 * What happens to one file: pure. Three texts decide: what k77 wrote last (`base`), what stands there (`ours`), what the template says now (`next`).
 */

export type Decision =
  /** Nothing is there, and k77 never wrote it. */
  | 'create'
  /** As k77 wrote it; the template has moved on. */
  | 'update'
  /** Both changed. */
  | 'merge'
  /** Already as the template says. */
  | 'same'
  /** Edited here, and the template stayed as it was. */
  | 'edited'
  /** The operator's own file: k77 did not write it. */
  | 'yours'
  /** The operator deleted it. */
  | 'deleted';

export function decide(base: string | undefined, ours: string | undefined, next: string): Decision {
  if (ours === undefined) return base === undefined ? 'create' : 'deleted';
  if (ours === next) return 'same';
  if (base === undefined) return 'yours';
  if (ours === base) return 'update';
  return base === next ? 'edited' : 'merge';
}

/** A file that the template no longer has, or one that it never had: `remove` it only where nobody touched it. */
export function decideGone(base: string, ours: string | undefined): 'remove' | 'edited' | 'deleted' {
  if (ours === undefined) return 'deleted';
  return ours === base ? 'remove' : 'edited';
}
