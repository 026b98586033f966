/**
 * What doctor looks at on this machine and in this folder.
 */
import { messageOf, OperatorError } from '../core/errors.ts';
import type { BoxId } from '../core/guide.ts';
import type { Diagnosis, Found } from './doctor.ts';
import type { Cites } from './guide.ts';
import type { Walk } from './walk.ts';

/** What the process knows of itself. */
export interface Machine {
  /** `v24.21.0` */
  node: string;
  platform: string;
  /** A person can be asked here. */
  terminal: boolean;
  /** Columns of the terminal. */
  width: number;
}

interface Examination {
  id: string;
  title: string;
  about: 'machine' | 'folder';
  guide: readonly BoxId[];
  look(walk: Walk, machine: Machine): Promise<Found> | Found;
}

const leastNode = [22, 22] as const;

const examinations: readonly Examination[] = [
  { id: 'node', title: 'Node', about: 'machine', guide: ['pre#010'], look: (_walk, machine) => node(machine) },
  {
    id: 'npm',
    title: 'npm',
    about: 'machine',
    guide: ['pre#010'],
    look: (walk) => program(walk, 'npm', 'comes with Node: https://nodejs.org'),
  },
  {
    id: 'git',
    title: 'Git',
    about: 'machine',
    guide: ['pre#009'],
    look: (walk) => program(walk, 'git', 'install it: https://git-scm.com/downloads'),
  },
  { id: 'python', title: 'Python', about: 'machine', guide: ['pre#011'], look: python },
  { id: 'terminal', title: 'Terminal', about: 'machine', guide: ['pre#013'], look: (_walk, machine) => terminal(machine) },
  { id: 'disk', title: 'Free disk', about: 'folder', guide: [], look: disk },
  { id: 'folder', title: 'Folder', about: 'folder', guide: [], look: writable },
  { id: 'repository', title: 'Repository', about: 'folder', guide: ['pre#009'], look: repository },
  { id: 'secret-files', title: 'Files with secrets', about: 'folder', guide: [], look: secretFiles },
];

/** What of the guide the doctor covers; vendors come from their own table. */
export const doctorCites: readonly Cites[] = examinations.map(({ id, guide }) => ({ id: `doctor:${id}`, guide }));

export async function examine(walk: Walk, machine: Machine): Promise<Diagnosis[]> {
  return Promise.all(
    examinations.map(async ({ id, title, about, guide, look }) => {
      const found = await Promise.resolve()
        .then(() => look(walk, machine))
        .catch(
          (error: unknown): Found => ({
            state: 'broken',
            saw: messageOf(error),
            ...(error instanceof OperatorError ? { fix: error.fix } : {}),
          }),
        );
      return { id, title, about, guide, ...found };
    }),
  );
}

function node({ node: version }: Machine): Found {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return { state: 'works', saw: version };
  return {
    state: 'broken',
    saw: `${version} is too old (the guide's 18 has been without fixes since 2025)`,
    fix: `install Node 24: https://nodejs.org`,
  };
}

async function program(walk: Walk, name: string, fix: string, args: readonly string[] = ['--version']): Promise<Found> {
  const { code, stdout } = await walk.shell.run(name, args, { timeoutMs: 10_000, signal: walk.signal });
  if (code !== 0) return { state: 'broken', saw: code === 127 ? 'not installed' : `${name} ${args.join(' ')} ended with ${code}`, fix };
  return { state: 'works', saw: stdout.trim().split('\n')[0] ?? '' };
}

/** Only for a bot or API that is already written in Python; what k77 writes needs none. */
async function python(walk: Walk): Promise<Found> {
  const marks = [
    'requirements.txt',
    'pyproject.toml',
    'bot/requirements.txt',
    'dashboard/requirements.txt',
    'dashboard/api/requirements.txt',
  ];
  const seen = await Promise.all(marks.map((path) => walk.workspace.files.read(path)));
  const mark = marks.find((_, index) => seen[index] !== undefined);
  if (mark === undefined) return { state: 'skipped', saw: 'no Python code in this folder' };
  const fix = `${mark} needs it: install Python 3.11 or newer, https://www.python.org/downloads`;
  const found = await program(walk, 'python3', fix);
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(found.saw)?.map(Number) ?? [];
  if (found.state !== 'works' || major > 3 || (major === 3 && minor >= 11)) return found;
  return { state: 'broken', saw: `${found.saw} is too old`, fix };
}

function terminal({ terminal: person, width, platform }: Machine): Found {
  if (platform === 'win32')
    return { state: 'broken', saw: 'native Windows', fix: 'run k77 inside WSL 2: https://learn.microsoft.com/windows/wsl/install' };
  if (!person)
    return { state: 'warns', saw: 'nobody can be asked here', fix: 'answers come from --answers <file>, --set and the environment' };
  return width < 60
    ? { state: 'warns', saw: `${width} columns`, fix: 'widen the window to 60 columns or more' }
    : { state: 'works', saw: `${width} columns` };
}

const gigabyte = 1024 ** 2;

async function disk(walk: Walk): Promise<Found> {
  const root = await nearest(walk);
  const { code, stdout } = await walk.shell.run('df', ['-Pk', root], { timeoutMs: 10_000, signal: walk.signal });
  const free = Number(stdout.trim().split('\n').at(-1)?.split(/\s+/)[3]);
  if (code !== 0 || Number.isNaN(free)) return { state: 'skipped', saw: 'df did not tell' };
  const saw = free >= gigabyte ? `${(free / gigabyte).toFixed(1)} GB` : `${Math.round(free / 1024)} MB`;
  if (free >= gigabyte) return { state: 'works', saw };
  return {
    state: free < 50 * 1024 ? 'broken' : 'warns',
    saw,
    fix: `free some space on the disk of ${root}; installing packages takes up to 1 GB`,
  };
}

async function writable(walk: Walk): Promise<Found> {
  const { root } = walk.workspace;
  const spot = await nearest(walk);
  const { code } = await walk.shell.run('test', ['-w', spot], { signal: walk.signal });
  if (code !== 0)
    return { state: 'broken', saw: `${spot} is read-only`, fix: 'choose another folder with --dir, or change its permissions' };
  return { state: 'works', saw: spot === root ? root : `${root} (made by the first deploy)` };
}

/** The workspace, or the nearest folder above it that exists. */
async function nearest(walk: Walk): Promise<string> {
  for (let folder = walk.workspace.root; ; folder = folder.replace(/\/[^/]*$/, '') || '/') {
    const { code } = await walk.shell.run('test', ['-d', folder], { signal: walk.signal });
    if (code === 0 || folder === '/') return folder;
  }
}

async function repository(walk: Walk): Promise<Found> {
  const top = await walk.workspace.git.top();
  if (top !== undefined) return { state: 'works', saw: top };
  return { state: 'warns', saw: 'this folder is in no git repository', fix: 'git init; phase 6.5 deploys from a repository' };
}

async function secretFiles(walk: Walk): Promise<Found> {
  const { environment, files } = walk.workspace;
  const credentialsFile = environment === 'production' ? '.k77/credentials' : `.k77/${environment}/credentials`;
  const seen = [...(await walk.workspace.envFiles()), { path: credentialsFile, mode: await files.mode(credentialsFile) }];
  const there = seen.filter(({ mode }) => mode !== undefined);
  const open = there.filter(({ mode }) => ((mode ?? 0) & 0o077) !== 0).map(({ path }) => path);
  if (there.length === 0) return { state: 'skipped', saw: 'none yet' };
  if (open.length === 0) return { state: 'works', saw: `${there.length}, all 0600` };
  return { state: 'broken', saw: `others on this machine can read ${open.join(', ')}`, fix: `chmod 600 ${open.join(' ')}` };
}
