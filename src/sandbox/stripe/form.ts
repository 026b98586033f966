/**
 * Form bodies as Stripe reads them: `a[b]=c`, `a[]=c`, `a[0][b]=c`.
 */
import { badParam } from './refusal.ts';

/** Text, or a container whose names are still text: `0`, `1` for the elements of a list. */
export type Raw = string | RawMap;
export type RawMap = Map<string, Raw>;

/** @throws Refusal when one name is used both for a text and for a container */
export function parseForm(text: string): RawMap {
  const root: RawMap = new Map();
  for (const [name, value] of new URLSearchParams(text)) put(root, pathOf(name), value, name);
  return root;
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0 || !name.endsWith(']')) return [name];
  return [name.slice(0, open), ...name.slice(open + 1, -1).split('][')];
}

function put(root: RawMap, path: readonly string[], value: string, name: string): void {
  let here = root;
  for (const [depth, step] of path.entries()) {
    const key = step === '' ? String(here.size) : step;
    if (depth === path.length - 1) {
      here.set(key, value);
      return;
    }
    const next = here.get(key) ?? new Map<string, Raw>();
    if (typeof next === 'string') throw badParam(`Invalid object: ${name}`, name);
    here.set(key, next);
    here = next;
  }
}
