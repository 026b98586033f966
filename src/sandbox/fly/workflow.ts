/**
 * GitHub, as far as Fly has to do with it: a push to a repository with the workflow builds an image and brings it, where the secret is set. What is built is built by
 * this machine, without any variables.
 */
import type { Push } from '../hosting/desk.ts';
import type { Books } from './books.ts';
import { bring } from './images.ts';
import type { FlyState, Run } from './model.ts';

export const workflowFile = '.github/workflows/fly.yml';
/** Runs that are remembered. */
const kept = 30;

export function pushed(books: Books, { repository, branch, commit }: Push): void {
  const text = books.tools.hosting.file?.(repository, commit, workflowFile) ?? 'unknown';
  if (books.tools.hosting.file && books.tools.hosting.file(repository, commit, workflowFile) === undefined) return;
  if (text !== 'unknown' && !branchesIn(text).includes(branch)) return;
  begin(books, { repository, branch, commit, app: text === 'unknown' ? onlyImages(books.state) : appIn(text) });
}

function appIn(text: string): string {
  return /registry\.fly\.io\/([a-z0-9-]+):/.exec(text)?.[1] ?? '';
}

function branchesIn(text: string): string[] {
  const [, list = ''] = /branches:\s*\[([^\]]*)\]/.exec(text) ?? [];
  return list.split(',').map((one) => one.trim().replaceAll(/^["']|["']$/g, ''));
}

/** Where files are not remembered: the app that is there for images. */
function onlyImages({ apps }: FlyState): string {
  return apps.find(({ name }) => /-images-[0-9a-f]{6}$/.test(name))?.name ?? '';
}

export function begin(books: Books, about: Pick<Run, 'repository' | 'branch' | 'commit' | 'app'>): Run {
  const { state } = books;
  const made: Run = { ...about, id: books.letters(12), state: 'building', message: '', createdAt: new Date(books.moment()).toISOString() };
  state.runs = [...state.runs.slice(1 - kept), made];
  if (!state.github.secrets.includes(about.repository)) fail(books, made, 'The secret FLY_API_TOKEN is not set');
  else if (state.github.trouble !== '') fail(books, made, state.github.trouble);
  books.changed();
  return made;
}

/** The newest run of a repository once more, as a person does with "Re-run jobs". */
export function again(books: Books, repository: string): Run | undefined {
  const newest = books.state.runs.findLast((one) => one.repository === repository);
  if (newest?.state !== 'failed') return newest;
  const app = newest.app === '' ? onlyImages(books.state) : newest.app;
  return begin(books, { ...newest, app });
}

export function fail(books: Books, run: Run, message: string): void {
  Object.assign(run, { state: 'failed', message });
  books.changed();
}

/** What was built is pushed to the registry, where the app for it is there. */
export function built(books: Books, run: Run): void {
  if (run.state !== 'building') return;
  if (books.state.apps.some(({ name }) => name === run.app)) {
    run.state = 'succeeded';
    bring(books, { app: run.app, tag: run.commit, repository: run.repository, commit: run.commit });
  } else fail(books, run, `registry.fly.io/${run.app}: app repository not found`);
}
