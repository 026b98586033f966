/**
 * Guide 6.5/9: where a host builds nothing, GitHub brings it an image of each commit. k77 writes the workflow; a person gives it a token of the host, as a secret of the
 * repository.
 */
import { createHash } from 'node:crypto';
import type { Values } from '../../core/keys.ts';
import type { Files } from '../../core/ports.ts';
import { type AnyTask, task } from '../../core/task.ts';
import { hostsOf } from './access.ts';
import { placeNames, placeWanted } from './names.ts';

/** By this line k77 knows its own files. */
const mark = '# Written by k77';

interface Workflows {
  /** Hash of each file by its path. */
  files: Readonly<Record<string, string>>;
}

export const imageWorkflow: AnyTask = task({
  id: 'ci.image-workflow',
  guide: ['6.5/9'],
  title: 'Write the GitHub workflow that brings images, where a host builds none',
  uses: [],
  needs: ['project', 'ENVIRONMENT', 'branch', 'repository', 'botHost', 'workerHost', 'apiHost'],
  tolerates: placeNames,
  want: (values): Workflows => ({ files: hashes(wantedBy(values as Values)) }),
  async read({ files }, want): Promise<Workflows | undefined> {
    const there = await Promise.all(Object.entries(want.files).map(async ([path, hash]) => [path, await seen(files, path, hash)] as const));
    const known = there.flatMap(([path, hash]) => (hash === undefined ? [] : [[path, hash] as const]));
    return known.length === 0 && there.length > 0 ? undefined : { files: Object.fromEntries(known) };
  },
  async apply(context, want): Promise<Workflows> {
    for (const [path, text] of Object.entries(wantedBy(context.values as Values)))
      if ((await seen(context.files, path, want.files[path] ?? '')) !== want.files[path]) await context.files.write(path, text);
    return want;
  },
  undo: { never: 'it is a file of your repository: git rm it when the host is not used any more' },
  gives: { CODE_IMAGES: (have: Workflows) => imagesText(have) },
});

/** What stands there without k77's line is the operator's, and right as it is. */
async function seen(files: Pick<Files, 'read'>, path: string, wanted: string): Promise<string | undefined> {
  const text = await files.read(path);
  if (text === undefined) return undefined;
  return text.startsWith(mark) ? hashOf(text) : wanted;
}

function wantedBy(values: Values): Record<string, string> {
  const { repository, branch } = values;
  const all = hostsOf(['bot', 'worker', 'api'], values).flatMap(
    (host) => host.imageWorkflow?.({ ...placeWanted(values, host.id), repository, branch }) ?? [],
  );
  return Object.fromEntries(all.map(({ path, text }) => [path, text]));
}

function hashes(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, hashOf(text)]));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** `.github/workflows/fly.yml@<hash>`, or `none`. */
function imagesText({ files }: Workflows): string {
  const all = Object.entries(files).map(([path, hash]) => `${path}@${hash}`);
  return all.length === 0 ? 'none' : all.sort().join(' ');
}

/** Paths of the files, as `CODE_IMAGES` tells them; none while it is not known. */
export function pathsIn(text = 'none'): readonly string[] {
  return text === 'none' ? [] : text.split(' ').map((one) => one.slice(0, one.lastIndexOf('@')));
}
