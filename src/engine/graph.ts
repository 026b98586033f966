/**
 * The order of tasks, derived from what they need and give. Nobody writes it down.
 */
import type { Key } from '../core/keys.ts';
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
  return [...new Set((task.needs as readonly Key[]).flatMap((key) => made.get(key) ?? []))].filter((other) => other !== task);
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
