/**
 * accept: a difference that somebody made in a vendor's dashboard and that the operator wants to live with: with a reason, until a day.
 * An accepted difference is neither shown as pending nor repaired; another value in its place is.
 */
import { type Change, stable } from '../core/change.ts';
import { exits, OperatorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import type { AnyTask } from '../core/task.ts';
import type { Confirmation } from '../core/workspace.ts';
import { planOne } from './plan.ts';
import type { Walk } from './walk.ts';

export interface Accepted {
  path: string;
  by: string;
  until: string;
  note: string;
}

/** Differences of a task that may be accepted, as they are now. @throws OperatorError when there are none of that name */
export async function differences(walk: Walk, task: AnyTask, path: string | undefined): Promise<readonly Change[]> {
  const { action, changes, why } = await planOne(walk, task, walk.workspace.values());
  const found = path === undefined ? changes : changes.filter((change) => change.path === path);
  if (action === 'update' && found.length > 0) return found;
  const others = changes.map((change) => change.path).join(', ');
  throw new OperatorError({
    what:
      action === 'update'
        ? `"${task.title}" has no difference ${path}; it has ${others}`
        : `"${task.title}" has no difference to accept: ${why ?? action}`,
    fix: `k77 plan shows what differs`,
    exit: exits.usage,
  });
}

export async function accept(walk: Walk, task: AnyTask, changes: readonly Change[], said: Omit<Accepted, 'path'>): Promise<void> {
  const at = walk.clock.now().toISOString();
  for (const { path, from } of changes)
    await walk.workspace.confirm(nameOf(task, path), { state: 'accepted', at, ...said, of: markOf(walk, from) });
}

/** Those of the changes that the operator lives with today. */
export function acceptedAmong(walk: Walk, task: AnyTask, changes: readonly Change[]): Accepted[] {
  const known = walk.workspace.confirmations();
  const now = walk.clock.now().toISOString();
  return changes.flatMap(({ path, from }) => {
    const given: Confirmation | undefined = known[nameOf(task, path)];
    if (given?.state !== 'accepted' || given.until <= now || given.of !== markOf(walk, from)) return [];
    return [{ path, by: given.by, until: given.until, note: given.note }];
  });
}

/** What is wanted, with what is there in the place of what was accepted. */
export function settledWith(want: unknown, changes: readonly Change[], accepted: readonly Accepted[]): unknown {
  return changes
    .filter(({ path }) => accepted.some((one) => one.path === path))
    .reduce((settled, { path, from }) => replaced(settled, path.split('.'), from), want);
}

/** Names of properties may hold dots themselves: the longest that fits is taken. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  if (path.length === 0 || typeof value !== 'object' || value === null) return by;
  const names = path.map((_, index) => path.slice(0, index + 1).join('.')).filter((name) => Object.hasOwn(value, name));
  const name = names.at(-1) ?? path[0] ?? '';
  return { ...value, [name]: replaced((value as Record<string, unknown>)[name], path.slice(name.split('.').length), by) };
}

function nameOf(task: AnyTask, path: string): string {
  return `drift:${task.id}:${path}`;
}

/** Secrets count by their keyed fingerprint. */
function markOf(walk: Walk, value: unknown): string {
  const { workspace } = walk;
  const open = (inner: unknown): unknown => {
    if (inner instanceof Secret) return workspace.fingerprint(inner);
    if (Array.isArray(inner)) return inner.map(open);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, open(each)]));
  };
  return workspace.fileHash(stable(open(value)) ?? 'absent');
}
