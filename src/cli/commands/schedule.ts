/**
 * `k77 verify --schedule github`: writes the workflow of the nightly verification into the operator's repository, and says what GitHub needs for it. Sets no secret
 * itself: what leaves the machine is sent by the operator.
 */
import type { Allowance } from '../../core/check.ts';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Workspace } from '../../core/workspace.ts';
import { realOf } from '../../ports/folders.ts';
import { openSession } from '../compose.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { showPlace } from '../place.ts';
import {
  isOurs,
  minuteFor,
  type Nightly,
  nightlyCommand,
  nightlyPath,
  nightlyText,
  secretCommand,
  secretNameOf,
} from '../schedule-github.ts';
import { wrap } from '../text.ts';
import { version } from '../version.ts';

export interface Scheduled {
  path: string;
  outcome: 'written' | 'brought up to date' | 'already there';
}

export async function schedule(options: GlobalOptions & { allow: readonly Allowance[] }, io: Io): Promise<Exit> {
  if (options.sandbox)
    throw new OperatorError({
      what: 'GitHub cannot reach a rehearsal on this machine',
      fix: 'leave --sandbox away: the workflow verifies production, or staging with --env staging',
      exit: exits.usage,
    });
  const session = await openSession(options, io, { lease: 'none', sandbox: 'leave' });
  try {
    const { workspace } = session;
    showPlace(io, session, 'nightly verification');
    await atTop(workspace);
    const nightly: Nightly = {
      environment: options.env,
      version,
      allow: options.allow,
      minute: minuteFor(workspace.fileHash(workspace.values().domain ?? workspace.root)),
    };
    const scheduled = await writeNightly(workspace, nightly);
    io.document({
      environment: options.env,
      root: workspace.root,
      ...scheduled,
      runs: nightlyCommand(nightly),
      secrets: [{ name: secretNameOf(options.env), command: secretCommand(options.env) }],
    });
    for (const line of scheduleLines(io, nightly, scheduled)) io.line(line);
    return exits.proven;
  } finally {
    await session.close();
  }
}

/** GitHub reads workflows at the top of a repository only. */
async function atTop({ git, root }: Pick<Workspace, 'git' | 'root'>): Promise<void> {
  const top = await git.top();
  if (top === undefined)
    throw new OperatorError({
      what: `${root} is in no git repository`,
      fix: 'git init, or k77 deploy 6.5, which makes one and brings it to GitHub',
    });
  if ((await realOf(top)) === (await realOf(root))) return;
  throw new OperatorError({
    what: `this workspace is a folder within the repository ${top}, and GitHub reads workflows at the top only`,
    fix: 'run k77 from cron on a machine of yours: k77 verify --yes --allow nothing --markdown <file>',
  });
}

/** @throws OperatorError when another's file stands there */
export async function writeNightly({ files }: Pick<Workspace, 'files'>, nightly: Nightly): Promise<Scheduled> {
  const path = nightlyPath(nightly.environment);
  const [before, after] = [await files.read(path), nightlyText(nightly)];
  if (before === after) return { path, outcome: 'already there' };
  if (before !== undefined && !isOurs(before))
    throw new OperatorError({
      what: `${path} stands there already and is not k77's (its first line does not say "Written by k77")`,
      fix: 'it was left as it is; move it aside, then run the same command again',
    });
  await files.write(path, after, 0o644);
  return { path, outcome: before === undefined ? 'written' : 'brought up to date' };
}

export function scheduleLines(look: Pick<Io, 'paint' | 'marks' | 'width'>, nightly: Nightly, { path, outcome }: Scheduled): string[] {
  const { paint, marks, width } = look;
  const { environment, allow, minute } = nightly;
  const say = (text: string): string[] => wrap(text, width - 4).map((line) => `    ${line}`);
  const step = (text: string): string[] =>
    wrap(text, width - 4).map((line, index) => `  ${index === 0 ? paint.accent(marks.next) : ' '} ${line}`);
  const without = [
    ...(allow.includes('test-data') ? [] : ['write test data']),
    ...(allow.includes('load') ? [] : ['load your services']),
    'open a browser',
  ];
  return [
    '',
    `  ${paint.accent(marks.ok)} ${path} ${outcome}`,
    ...say(`Every night at 03:${String(minute).padStart(2, '0')} UTC GitHub runs: ${nightlyCommand(nightly)}`),
    ...say(`It does not ${without.join(' or ')}: checks that need it are left out.`),
    ...say(
      'GitHub comes from changing addresses: where Atlas lets in only some, checks of the database stay unknown there. In a public repository everybody can read the issue.',
    ),
    '',
    ...step(`Give it what k77 knows, as one secret of the repository; whoever may change workflows there can use these keys:`),
    `      ${secretCommand(environment)}`,
    ...step(`Commit and push it: git add ${path} && git commit -m "Verify every night" && git push`),
    ...step(`See it run once: gh workflow run ${path.slice(path.lastIndexOf('/') + 1)}`),
    '',
  ];
}
