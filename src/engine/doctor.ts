/**
 * doctor: looks at this machine, this folder and the credentials, and says what works, what does not and what to do. Writes nothing.
 */

import { messageOf, OperatorError, VendorError } from '../core/errors.ts';
import type { BoxId } from '../core/guide.ts';
import { infoOf, type Key } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import type { AnyVendor, VendorId } from '../core/vendor.ts';
import { missingBecause } from './context.ts';
import type { Cites } from './guide.ts';
import { whoami } from './preflight.ts';
import type { Walk } from './walk.ts';

/**
 * works · warns (it works, but) · missing (needed now, not there) · broken (there, and refused) · later (a coming phase needs it) · skipped (not needed here)
 */
export type Health = 'works' | 'warns' | 'missing' | 'broken' | 'later' | 'skipped';

export interface Diagnosis {
  id: string;
  title: string;
  about: 'machine' | 'folder' | 'account' | 'data';
  state: Health;
  saw: string;
  fix?: string | undefined;
  see?: string | undefined;
  guide: readonly BoxId[];
}

/** A vendor as an account that somebody has to open. `src/vendors/accounts.ts` lists them. */
export interface Account {
  id: VendorId;
  title: string;
  signUp: string;
  phase: PhaseNumber;
  oneOf?: string;
  guide: readonly BoxId[];
  unverified?: true;
}

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

type Found = Pick<Diagnosis, 'state' | 'saw'> & { fix?: string; see?: string };
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

/** Whose account each vendor's credentials open. `clients` are the vendors that k77 can speak to already. */
export async function examineAccounts(walk: Walk, accounts: readonly Account[], clients: readonly AnyVendor[]): Promise<Diagnosis[]> {
  return Promise.all(
    accounts.map(async (account): Promise<Diagnosis> => {
      const vendor = clients.find((one) => one.id === account.id);
      const found = vendor ? await credentials(walk, account, vendor) : notYet(account);
      const { id, title, guide } = account;
      return { id, title, about: 'account', guide, ...found };
    }),
  );
}

function notYet(account: Account): Found {
  const choice = account.oneOf ? `if it is your ${account.oneOf}, ` : '';
  const caution = account.unverified ? ' (unverified: never tried)' : '';
  return { state: 'later', saw: `${choice}phase ${account.phase} will use it${caution}`, see: account.signUp };
}

async function credentials(walk: Walk, account: Account, vendor: AnyVendor): Promise<Found> {
  const known = walk.workspace.values();
  const missing = vendor.credentials.filter((key) => known[key] === undefined);
  const built = walk.catalogue.phases.some((phase) => phase.number === account.phase);
  if (missing.length > 0)
    return built
      ? { state: 'missing', saw: `needs ${missing.map(missingBecause).join(', ')}`, fix: howToGive(missing), see: vendor.token.page }
      : { ...notYet(account), see: vendor.token.page };
  if (walk.workspace.environment === 'sandbox' && !built)
    return { state: 'skipped', saw: 'the rehearsal talks to nobody outside, and has no emulator of it yet' };
  try {
    const { account: id, name, mode, plan } = await whoami(walk, vendor);
    const pinned = walk.workspace.pinned(account.id);
    const words = [id, name, mode === 'none' ? undefined : `${mode} mode`, plan].filter((word) => word !== undefined).join(' · ');
    if (pinned && (pinned.account !== id || pinned.mode !== mode))
      return {
        state: 'warns',
        saw: `${words}, but this folder belongs to ${pinned.account}`,
        fix: `use the key of ${pinned.account}, or let k77 deploy ask you about the change`,
      };
    return { state: 'works', saw: words };
  } catch (error) {
    return { state: 'broken', ...refusal(error), see: vendor.token.page };
  }
}

function refusal(error: unknown): Pick<Found, 'saw' | 'fix'> {
  if (error instanceof VendorError)
    return { saw: error.status === 0 ? error.message : `answered ${error.status}: ${error.message}`, fix: error.advice };
  if (error instanceof OperatorError) return { saw: error.what, fix: error.fix };
  return { saw: messageOf(error) };
}

function howToGive(missing: readonly Key[]): string {
  const typed = missing.filter((key) => infoOf(key).kept === 'credentials');
  return `k77 deploy asks for it${typed.length > 0 ? `, or set ${typed.join(', ')} in the environment` : ''}`;
}

/** Stripe accepts its own signatures for this long: https://docs.stripe.com/webhooks#replay-attacks */
const signatureTolerance = 300;

/** This machine's clock against the Date header of a vendor's answer; a refusal for want of a key has one, too. */
export async function examineClock(walk: Walk, vendor: AnyVendor, path: string): Promise<Diagnosis> {
  const about = { id: 'clock', title: 'Clock', about: 'machine', guide: [] } as const;
  try {
    const door = walk.doors.open(vendor, { by: 'doctor.clock', writes: 'no', signal: walk.signal });
    walk.doors.forget(vendor.id);
    const before = walk.clock.now().getTime();
    const answer = await door(new URL(path, vendor.base));
    const middle = (before + walk.clock.now().getTime()) / 2;
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return { ...about, state: 'skipped', saw: `${vendor.title} did not tell the time` };
    return { ...about, ...skew((middle - theirs) / 1000, vendor.title) };
  } catch (error) {
    return {
      ...about,
      state: 'warns',
      saw: `${vendor.title} could not be asked for the time: ${messageOf(error)}`,
      fix: 'look at your network, then run doctor again',
    };
  }
}

/** @param seconds how far this machine is ahead; the header is exact to one second */
export function skew(seconds: number, than: string): Found {
  const off = Math.round(Math.abs(seconds));
  const words = off <= 1 ? `right (by ${than})` : `${off} s ${seconds > 0 ? 'ahead of' : 'behind'} ${than}`;
  if (off <= 60) return { state: 'works', saw: words };
  const consequence =
    off > signatureTolerance ? 'Stripe signatures are refused' : `Stripe signatures are refused from ${signatureTolerance} s on`;
  return {
    state: off > signatureTolerance ? 'broken' : 'warns',
    saw: `${words}: ${consequence}`,
    fix: 'switch on the time synchronisation of this machine (NTP)',
  };
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
