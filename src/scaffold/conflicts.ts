/**
 * Conflicts of an update, set aside under `.k77/conflicts/` while the operator's files stay as they are. Whoever edits a file there until no marker is left has
 * resolved it; the next `k77 scaffold` takes it.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Files } from '../core/ports.ts';

const folder = '.k77/conflicts';
const list = `${folder}/about.json`;
const marker = /^(<{7}|\|{7}|={7}|>{7})( |$)/m;

/** Hashes of the three texts that met. When one of them changes, a resolution no longer fits. */
export interface Meeting {
  base: string;
  ours: string;
  next: string;
}

export interface Conflicts {
  paths: readonly string[];
  /** The operator's resolution; undefined while markers are left or when it belongs to other texts. */
  resolution(path: string, meeting: Meeting): string | undefined;
}

export function conflictPath(path: string): string {
  return `${folder}/${path}`;
}

export async function readConflicts(files: Files): Promise<Conflicts> {
  const about = JSON.parse((await files.read(list)) ?? '{}') as Record<string, Meeting>;
  const texts = new Map<string, string>();
  for (const path of Object.keys(about)) {
    const text = await files.read(conflictPath(path));
    if (text !== undefined) texts.set(path, text);
  }
  return {
    paths: Object.keys(about),
    resolution(path, meeting) {
      const [was, text] = [about[path], texts.get(path)];
      const fits = was?.base === meeting.base && was.ours === meeting.ours && was.next === meeting.next;
      return fits && text !== undefined && !marker.test(text.replaceAll('\r\n', '\n')) ? text : undefined;
    },
  };
}

/** Sets conflicts aside. One that stands there already for the same texts is left as it is: somebody may be working on it. */
export async function stageConflicts(files: Files, now: ReadonlyMap<string, Meeting & { text: string }>): Promise<void> {
  const before = JSON.parse((await files.read(list)) ?? '{}') as Record<string, Meeting>;
  for (const [path, { text, base, ours, next }] of now) {
    const was = before[path];
    const same = was?.base === base && was.ours === ours && was.next === next && (await files.read(conflictPath(path))) !== undefined;
    if (!same) await files.write(conflictPath(path), text);
  }
  const about = Object.fromEntries([...now].map(([path, { base, ours, next }]) => [path, { base, ours, next }]));
  await files.write(list, `${JSON.stringify(about, null, 2)}\n`);
}

export async function clearConflicts(files: Files): Promise<void> {
  if ((await files.read(list)) !== undefined) await files.remove(folder);
}

const halves = { yours: 0, 'the template now': 1 } as const;

/** Takes one side in every place of a staged conflict that is still open. @throws OperatorError when there is none of that path */
export async function resolveConflict(files: Files, path: string, side: keyof typeof halves): Promise<void> {
  const text = await files.read(conflictPath(path));
  if (text === undefined)
    throw new OperatorError({
      what: `${path} has no conflict that waits`,
      fix: 'k77 scaffold --check lists those that do',
      exit: exits.usage,
    });
  const open = /^<{7} .*\r?\n([\s\S]*?)^\|{7} .*\r?\n[\s\S]*?^={7}\r?\n([\s\S]*?)^>{7} .*(?:\r?\n|$)/gm;
  await files.write(
    conflictPath(path),
    text.replace(open, (_all, ...sides: string[]) => sides[halves[side]] ?? ''),
  );
}
