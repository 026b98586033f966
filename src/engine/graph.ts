/**
 * The order of tasks, derived from what they need and give. Nobody writes it down.
 */
import type { Key } from '../core/keys.ts';
import type { Phase } from '../core/phase.ts';
import type { AnyTask } from '../core/task.ts';

/** Which of the tasks gives each key. */
export function producers(tasks: readonly AnyTask[]): ReadonlyMap<Key, AnyTask> {
  const found = new Map<Key, AnyTask>();
  for (const task of tasks)
    for (const key of Object.keys(task.gives) as Key[]) {
      const other = found.get(key);
      if (other) throw new Error(`${task.id} and ${other.id} both give ${key}`);
      found.set(key, task);
    }
  return found;
}

/** Tasks, among those given, that must be done before this one. */
export function before(task: AnyTask, made: ReadonlyMap<Key, AnyTask>): readonly AnyTask[] {
  // What it can do without comes first all the same where it comes at all.
  const keys: readonly Key[] = [...task.needs, ...(task.tolerates ?? [])];
  return [...new Set(keys.flatMap((key) => made.get(key) ?? []))].filter((other) => other !== task);
}

/** The tasks with every task after those it depends on; otherwise in the order given. Throws on a cycle, naming it. */
export function ordered(tasks: readonly AnyTask[]): AnyTask[] {
  const made = producers(tasks);
  const out: AnyTask[] = [];
  const visit = (task: AnyTask, path: readonly AnyTask[]): void => {
    if (out.includes(task)) return;
    if (path.includes(task)) throw new Error(`tasks need each other: ${[...path, task].map((step) => step.id).join(' → ')}`);
    for (const other of before(task, made)) visit(other, [...path, task]);
    out.push(task);
  };
  for (const task of tasks) visit(task, []);
  return out;
}

/**
 * Tasks of earlier phases that cannot run before this phase gives what they need: the records of the domain, which the hosts tell. They join its plan, so that
 * one deploy finishes everything.
 */
export function joining(phases: readonly Phase[], phase: Phase): AnyTask[] {
  const at = phases.findIndex(({ number }) => number === phase.number);
  const earlier = phases.slice(0, at).flatMap(({ tasks }) => tasks);
  const made = producers([...earlier, ...phase.tasks]);
  const known = new Map<AnyTask, boolean>();
  const leansOn = (task: AnyTask): boolean => {
    const found = known.get(task) ?? before(task, made).some((other) => phase.tasks.includes(other) || leansOn(other));
    known.set(task, found);
    return found;
  };
  return earlier.filter(leansOn);
}

/**
 * Tasks of later phases whose values this phase would use if they were there, and that can run now because everything that they need is known or given here: with what
 * monitoring gives, services start once instead of twice.
 * @param later those phases of which nothing is left to be asked
 * @param known whether a value is there
 */
export function leading(phase: Phase, later: readonly Phase[], known: (key: Key) => boolean): AnyTask[] {
  if (!phase.begins) return [];
  const own = producers(phase.tasks);
  let able = later.flatMap(({ tasks }) => tasks);
  for (let size = -1; size !== able.length; ) {
    size = able.length;
    const made = producers(able);
    able = able.filter((task) => task.needs.every((key) => known(key) || made.has(key) || own.has(key)));
  }
  const made = producers(able);
  const found = new Set<AnyTask>();
  const follow = (task: AnyTask): void => {
    for (const other of before(task, made).filter((one) => !found.has(one))) {
      found.add(other);
      follow(other);
    }
  };
  for (const task of phase.tasks) follow(task);
  return able.filter((task) => found.has(task));
}
