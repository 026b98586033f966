/**
 * Three-way merges: of text by git, of a package.json key by key, of an env example by adding keys.
 */
import { gt, minVersion, valid, validRange } from 'semver';
import type { Shell } from '../core/ports.ts';
import type { Scratch } from '../ports/scratch.ts';
import type { Kind } from './template.ts';

export interface Three {
  base: string;
  ours: string;
  next: string;
}

/** `clean: false`: `text` carries conflict markers in the style of diff3. */
export interface Merged {
  text: string;
  clean: boolean;
}

export interface MergeTools {
  shell: Shell;
  scratch: Scratch;
}

export async function merge(kind: Kind, three: Three, tools: MergeTools): Promise<Merged> {
  if (kind === 'package') {
    const merged = mergePackage(three);
    if (merged !== undefined) return { text: merged, clean: true };
  }
  if (kind === 'settings') return { text: mergeSettings(three), clean: true };
  if (kind === 'lines') return { text: addLines(three), clean: true };
  if (kind === 'whole' || kind === 'seed') return { text: three.ours, clean: true };
  return await mergeText(three, tools);
}

/**
 * `git merge-file --diff3`. Line ends are made equal first and given back after: a file that an editor saved with CRLF would otherwise conflict in every line.
 * @throws Error when git is missing or fails
 */
export async function mergeText(three: Three, { shell, scratch }: MergeTools): Promise<Merged> {
  const crlf = three.ours.includes('\r\n');
  const plain = (text: string): string => text.replaceAll('\r\n', '\n');
  return await scratch(async (folder, write) => {
    await write('yours', plain(three.ours));
    await write('base', plain(three.base));
    await write('template', plain(three.next));
    const args = [
      'merge-file',
      '-p',
      '--diff3',
      '-L',
      'yours',
      '-L',
      'as k77 wrote it',
      '-L',
      'the template now',
      'yours',
      'base',
      'template',
    ];
    const { code, stdout, stderr } = await shell.run('git', args, { cwd: folder });
    // The exit code is the number of conflicts, at most 127; above that something is wrong.
    if (code < 0 || code > 127 || (code === 127 && stdout === '')) throw new Error(`git merge-file failed: ${stderr.trim()}`);
    return { text: crlf ? stdout.replaceAll('\n', '\r\n') : stdout, clean: code === 0 };
  });
}

type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null;

/** Undefined where a key was changed on both sides and no rule tells which is meant: then lines decide. */
export function mergePackage({ base, ours, next }: Three): string | undefined {
  try {
    const merged = mergeJson(JSON.parse(base) as Json, JSON.parse(ours) as Json, JSON.parse(next) as Json, higher);
    return merged === undefined ? undefined : written(merged, ours);
  } catch {
    return undefined;
  }
}

/** Both sides' keys; where they differ in a value, what stands there. A file that is no JSON is left as it is. */
export function mergeSettings({ base, ours, next }: Three): string {
  try {
    const merged = mergeJson(JSON.parse(base || '{}') as Json, JSON.parse(ours) as Json, JSON.parse(next) as Json, (mine) => mine);
    return merged === undefined ? ours : written(merged, ours);
  } catch {
    return ours;
  }
}

/** With the indentation that stands there. */
function written(merged: Json, ours: string): string {
  return `${JSON.stringify(merged, null, /^([ \t]+)"/m.exec(ours)?.[1] ?? '  ')}\n`;
}

type Rule = (ours: Json | undefined, next: Json | undefined) => Json | undefined;

/**
 * Keys keep the operator's order; new ones follow.
 * @param rule which of two values that both changed stays; undefined: nobody can tell
 */
function mergeJson(base: Json | undefined, ours: Json | undefined, next: Json | undefined, rule: Rule): Json | undefined {
  if (equal(ours, next) || equal(base, next)) return ours;
  if (equal(base, ours)) return next;
  if (!isObject(ours) || !isObject(next)) return rule(ours, next);
  const from = isObject(base) ? base : {};
  const merged: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(ours), ...Object.keys(next)])) {
    const [was, mine, theirs] = [from[key], ours[key], next[key]];
    // Taken away on one side and left alone on the other: gone.
    if ((mine === undefined && equal(was, theirs)) || (theirs === undefined && equal(was, mine) && was !== undefined)) continue;
    const value = mine === undefined && was === undefined ? theirs : mergeJson(was, mine, theirs, rule);
    if (value === undefined) return undefined;
    merged[key] = value;
  }
  return merged;
}

/** Of two versions of a dependency the higher one. */
function higher(ours: Json | undefined, next: Json | undefined): Json | undefined {
  if (typeof ours !== 'string' || typeof next !== 'string' || !validRange(ours) || !validRange(next)) return undefined;
  const [a, b] = [minVersion(ours), minVersion(next)];
  if (!a || !b || !valid(a) || !valid(b)) return undefined;
  return gt(b, a) ? next : ours;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equal(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Lines that the template has now and did not have before go to the end, each with the comment above it; nothing that stands there changes. */
export function addLines({ base, ours, next }: Three): string {
  const [there, before] = [entriesOf(ours), entriesOf(base)];
  const added = [...entriesOf(next)].filter(([key]) => !there.has(key) && !before.has(key)).map(([, block]) => block);
  return added.length === 0 ? ours : `${ours.replace(/\n*$/, '\n')}\n${added.join('\n')}\n`;
}

/** `KEY=` lines by their key, also those that are commented out, and other lines by themselves; each with the comment lines right above it. */
function entriesOf(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  let above: string[] = [];
  for (const line of text.split('\n')) {
    const key = /^#?\s*([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? (/^\s*(#|$)/.test(line) ? undefined : line.trim());
    if (key !== undefined) entries.set(key, [...above, line].join('\n'));
    above = key === undefined && line.startsWith('#') ? [...above, line] : [];
  }
  return entries;
}
