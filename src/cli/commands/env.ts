/**
 * `k77 env list | diff [environment] | check`: the services' env files. Names, states and equality; never a value.
 */
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Key } from '../../core/keys.ts';
import type { EnvironmentName } from '../../core/phase.ts';
import { Secret } from '../../core/secret.ts';
import { compare, listing, problemsInFiles, problemsInText } from '../../engine/env.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { openSession, type Session } from '../compose.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { compareLines, diffLines, listLines, problemLines } from '../render-env.ts';
import { closest } from '../text.ts';

const verbs = { list, diff, check } as const;
type Options = GlobalOptions & { what: string; with?: string };

export async function run(options: Options, io: Io): Promise<Exit> {
  if (!isVerb(options.what)) {
    const meant = closest(options.what, Object.keys(verbs));
    throw new OperatorError({
      what: `there is no "k77 env ${options.what}"`,
      fix: meant ? `did you mean k77 env ${meant}?` : 'k77 env list, diff or check',
      exit: exits.usage,
    });
  }
  const session = await openSession(options, io, { lease: 'none', sandbox: 'leave' });
  try {
    return await verbs[options.what](session, io, options);
  } finally {
    await session.close();
  }
}

function isVerb(word: string): word is keyof typeof verbs {
  return Object.hasOwn(verbs, word);
}

async function list({ workspace, environment }: Session, io: Io): Promise<Exit> {
  const files = listing(await workspace.envFiles(), workspace.values());
  io.document({ environment, root: workspace.root, files });
  for (const line of listLines(io, files)) io.line(line);
  return exits.proven;
}

async function diff(session: Session, io: Io, options: Options): Promise<Exit> {
  if (options.with !== undefined) return await between(session, io, options.with);
  const { workspace, environment } = session;
  const files = listing(await workspace.envFiles(), workspace.values());
  const differ = files.map((file) => ({ ...file, keys: file.keys.filter(({ state }) => state === 'missing' || state === 'different') }));
  io.document({ environment, root: workspace.root, files: differ });
  for (const line of diffLines(io, differ)) io.line(line);
  return differ.some((file) => file.keys.length > 0) ? exits.failed : exits.proven;
}

const environments: readonly EnvironmentName[] = ['production', 'staging', 'sandbox'];

/** Against another environment of the same folder, by one fingerprint key. */
async function between({ workspace, environment }: Session, io: Io, name: string): Promise<Exit> {
  const other = environments.find((one) => one === name);
  if (other === undefined || other === environment)
    throw new OperatorError({
      what: `"${name}" is no other environment`,
      fix: `one of ${environments.filter((one) => one !== environment).join(', ')}`,
      exit: exits.usage,
    });
  const there = await openWorkspace({
    root: workspace.root,
    environment: other,
    clock: systemClock,
    random: systemRandom,
    shell: systemShell,
  });
  try {
    io.guard(there);
    const [a, b] = [workspace.values(), there.values()];
    const print = (key: Key, value: string | Secret | undefined): string =>
      workspace.fingerprint(value instanceof Secret ? value : new Secret(key, value ?? ''));
    const rows = compare(a, b, (key) => print(key, a[key]) === print(key, b[key]));
    io.document({ environment, other, root: workspace.root, keys: rows });
    for (const line of compareLines(io, environment, other, rows)) io.line(line);
    return rows.every((row) => row.expected) ? exits.proven : exits.failed;
  } finally {
    await there.close();
  }
}

async function check({ workspace, environment }: Session, io: Io): Promise<Exit> {
  const files = await workspace.envFiles();
  const texts = await Promise.all(files.map(async ({ path }) => problemsInText(path, (await workspace.files.read(path)) ?? '')));
  const problems = [...problemsInFiles(files, workspace.values(), environment === 'production' ? 'live' : 'test'), ...texts.flat()];
  io.document({ environment, root: workspace.root, problems });
  for (const line of problemLines(io, problems, files.filter((file) => file.exists).length)) io.line(line);
  return problems.length > 0 ? exits.failed : exits.proven;
}
