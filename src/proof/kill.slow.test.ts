/**
 * The kill test: SIGKILL at every journal record and after every vendor write of every task, each from just before that task; then the same command again.
 * Converged means: nothing left to do, the world as after an undisturbed run, every kept secret honoured. Later phases join by being in the catalogue.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { Host } from '../core/host.ts';
import type { Key, Service } from '../core/keys.ts';
import { isPending } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import type { VendorId } from '../core/vendor.ts';
import { ordered } from '../engine/graph.ts';
import { hosts } from '../hosts/hosts.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import { planOf, run, settled } from './laws.ts';
import { hurriedClock } from './scene.ts';
import { answerAll, type Kept, openStage, type Stage, smallProject } from './stage.ts';

/** It writes a project of hundreds of files, which every scene after it would have to copy, commit and push: those get a small one. */
const isHeavy = ({ id }: AnyTask): boolean => id === 'project.code';
const tasks = ordered(catalogue.phases.flatMap((phase) => phase.tasks));
/**
 * `npm run test:kill` tries every point; CI, which has two minutes for it, the last (what was written is known by nobody yet) of every third row.
 */
const whole = process.env.K77_KILL === 'whole';
/** `K77_KILL_ROW=Heroku`: rows whose name has this alone. */
const only = process.env.K77_KILL_ROW;
const pointsInCi = (task: AnyTask): number => (tasks.indexOf(task) % 3 === 0 ? 1 : 0);

/** Where the processes that are killed keep what they compiled. */
const compiled = join(tmpdir(), 'k77-kill-compiled');

interface Row {
  task: string;
  /** Kill points that were tried, of those that there are. */
  points: number;
  of: number;
  converged: number;
  /** Things in the world that an undisturbed run does not leave, and things of one that are not there. */
  extra: string[];
  lacking: string[];
}
const table: Row[] = [];

afterAll(() => {
  const sum = (of: (row: Row) => number): number => table.reduce((total, row) => total + of(row), 0);
  const line = (name: string, points: number, of: number, converged: number, extra: number, lacking: number): string =>
    `  ${name.padEnd(46)} ${String(points).padStart(5)} of ${String(of).padEnd(4)} ${String(converged).padStart(10)} ${String(extra).padStart(20)} ${String(lacking).padStart(8)}\n`;
  process.stdout.write(`\n  ${'task'.padEnd(46)} kills of all  converged  duplicates, orphans  missing\n`);
  for (const row of table) process.stdout.write(line(row.task, row.points, row.of, row.converged, row.extra.length, row.lacking.length));
  process.stdout.write(
    line(
      'all tasks',
      sum((row) => row.points),
      sum((row) => row.of),
      sum((row) => row.converged),
      sum((row) => row.extra.length),
      sum((row) => row.lacking.length),
    ),
  );
});

/** By hand, in the emulated dashboard, where the plan says that a person has to. */
async function performWhatIsMissing(stage: Stage, task: AnyTask): Promise<void> {
  const { action, want } = await stage.play((walk) => planOf(walk, task));
  if (action === 'by-hand') await stage.world.perform(task.id, want);
}

/** The same command as an undisturbed one, in a process of its own that is told where to die. @returns the signal that ended it */
async function killed(stage: Stage, task: AnyTask, where: string): Promise<string | null> {
  if (task.byHand?.proof === 'read') await performWhatIsMissing(stage, task);
  const process_ = spawn(
    process.execPath,
    [join(import.meta.dirname, 'kill-child.ts'), stage.root, JSON.stringify(stage.world.endpoints), stage.edgeFile, task.id, where],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: compiled } },
  );
  const [, signal] = (await once(process_, 'close')) as [number | null, string | null];
  return signal;
}

/** How often it writes: kill points. */
async function undisturbed(stage: Stage, task: AnyTask): Promise<{ records: number; writes: number }> {
  if (task.byHand?.proof === 'read') await performWhatIsMissing(stage, task);
  const seen = { records: 0, writes: 0 };
  const watch = { onAppend: () => void seen.records++, onWriteAnswered: () => void seen.writes++ };
  await stage.play((walk) => run(walk, task), watch);
  return seen;
}

describe('a run that is killed', () => {
  test('is completed by the same command, wherever it was', { timeout: whole ? 3 * 3_600_000 : 900_000 }, async () => {
    // Some hosts ask nobody for health, and what is only recorded says nothing: that is waited for.
    const stage = await openStage({ hosts: 'emulated', clock: hurriedClock(20) });
    try {
      let empty: Kept | undefined;
      for (const task of tasks) {
        if (isHeavy(task)) {
          empty = await stage.keep();
          await smallProject(stage.root);
        } else table.push(await killEverywhere(stage, task, task.id));
      }
      const deployed = await stage.keep();
      for (const { task, what, disturb } of disturbances) {
        await stage.back(deployed);
        await disturb(stage);
        const one = tasks.find(({ id }) => id === task);
        if (!one) throw new Error(`there is no task ${task}`);
        table.push(await killEverywhere(stage, one, `${task}: ${what}`));
      }
      if (empty) await stage.back(empty);
      for (const task of tasks.filter(isHeavy)) table.push(await killEverywhere(stage, task, task.id));
    } finally {
      await stage.close();
    }
    expect(table.filter((row) => row.converged < row.points || row.extra.length > 0 || row.lacking.length > 0)).toEqual([]);
  });
});

/**
 * What an operator or the world may do to a deployed task, so that it has to change, replace or retire something: each is killed everywhere too.
 */
const disturbances: readonly { task: string; what: string; disturb(stage: Stage): Promise<void> }[] = [
  { task: 'stripe.products', what: 'the bot is renamed', disturb: (stage) => answer(stage, 'project', 'Rook') },
  {
    task: 'stripe.prices',
    what: 'both prices change',
    disturb: async (stage) => {
      await answer(stage, 'monthlyPrice', '12.50');
      await answer(stage, 'yearlyPrice', '125');
    },
  },
  {
    task: 'stripe.webhook',
    what: 'its secret is lost',
    disturb: (stage) => forget(stage, '.env.sandbox.api', /^STRIPE_WEBHOOK_SECRET=.*$/m),
  },
  {
    task: 'stripe.webhook',
    what: 'its API version is old',
    disturb: (stage) => editOurs(stage, 'webhook_endpoint', 'api_version', '"2023-08-16"'),
  },
  { task: 'stripe.webhook', what: 'the domain changes', disturb: (stage) => answer(stage, 'domain', 'rook.test') },
  {
    task: 'stripe.portal',
    what: 'it was switched off by hand',
    disturb: (stage) => editOurs(stage, 'billing_portal.configuration', 'active', 'false'),
  },
  {
    task: 'bot.variables',
    what: 'one was changed at the host',
    disturb: (stage) => press(stage, 'railway', 'set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' }),
  },
  {
    task: 'bot.deployed',
    what: 'its variables were repaired',
    disturb: async (stage) => {
      await press(stage, 'railway', 'set-variable', { service: 'bot', name: 'LOG_LEVEL', value: 'debug' });
      await again(stage, 'bot.variables');
    },
  },
  {
    task: 'dashboard.variables',
    what: 'one that is never shown was changed at the host',
    disturb: (stage) =>
      press(stage, 'vercel', 'set-variable', { name: 'ENVIRONMENT', value: 'other', target: 'production', type: 'sensitive' }),
  },
  { task: 'worker.service', what: 'it was deleted at the host', disturb: (stage) => withoutService(stage, 'worker') },
  {
    task: 'worker.deployed',
    what: 'it was deleted at the host and is made anew',
    disturb: async (stage) => {
      await withoutService(stage, 'worker');
      await again(stage, 'worker.service', 'worker.variables');
    },
  },
  {
    task: 'api.deployed',
    what: 'its deployment failed',
    disturb: (stage) => press(stage, 'railway', 'fail', { service: 'api', of: 'run' }),
  },
  { task: 'dashboard.deployed', what: 'its deployment failed', disturb: (stage) => press(stage, 'vercel', 'fail-build', {}) },
  {
    task: 'code.pushed',
    what: 'the operator committed something',
    disturb: async (stage) => {
      await commit(stage);
      await again(stage, 'code.committed');
    },
  },
  {
    task: 'bot.deployed',
    what: 'a commit of the operator was pushed by k77',
    disturb: async (stage) => {
      await commit(stage);
      await again(stage, 'code.committed', 'code.pushed');
      await stage.world.look();
    },
  },
  {
    task: 'dashboard.deployed',
    what: 'a commit was pushed by somebody else',
    disturb: async (stage) => {
      await commit(stage);
      git(stage, 'push', '--quiet', join(stage.root, '.k77/sandbox/git/kingdom77/kingdom77.git'), 'HEAD:main');
      await stage.world.look();
      await again(stage, 'code.committed', 'code.pushed');
    },
  },
  {
    task: 'api.domain',
    what: 'it was removed at the host',
    disturb: (stage) => press(stage, 'railway', 'remove-domain', { domain: 'api.kingdom77.test' }),
  },
  {
    task: 'dashboard.domains',
    what: 'one was removed at the host',
    disturb: (stage) => press(stage, 'vercel', 'remove-domain', { domain: 'www.kingdom77.test' }),
  },
  ...hosts.filter(({ id }) => id !== 'railway' && id !== 'vercel').flatMap(elsewhere),
];

/** The same service at another host than that of the rehearsal, with what a person does there; the workflow that brings images is pushed before. */
function elsewhere({ id, title, runs, imageWorkflow, hidesAccess }: Host): typeof disturbances {
  const service: Service = runs.includes('bot') ? 'bot' : 'dashboard';
  const first = service === 'bot' ? ['host.places', 'host.repository-access'] : ['dashboard.place', 'dashboard.repository-access'];
  const then = service === 'bot' ? ['bot.service', 'bot.volume', 'bot.variables'] : ['dashboard.service', 'dashboard.variables'];
  const chosen = async (stage: Stage, ...done: readonly string[]): Promise<void> => {
    await stage.play((walk) => answerAll(walk, stage.world, { [`${service}Host`]: id }));
    if (hidesAccess || imageWorkflow) await press(stage, id, 'open-repository', { repository: 'kingdom77/kingdom77' });
    await again(stage, ...first, ...(imageWorkflow ? ['ci.image-workflow', 'code.committed', 'code.pushed'] : []));
    await stage.world.look();
    await again(stage, ...done);
  };
  return [
    { task: `${service}.service`, what: `it is made at ${title}`, disturb: (stage) => chosen(stage) },
    { task: `${service}.deployed`, what: `it is deployed at ${title}`, disturb: (stage) => chosen(stage, ...then) },
  ];
}

async function press(stage: Stage, vendor: VendorId, action: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await stage.world.edit(vendor, action, fields);
}

/** Tasks that k77 did before it was killed in a later one. */
async function again(stage: Stage, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const task = tasks.find((one) => one.id === id);
    if (!task) throw new Error(`there is no task ${id}`);
    await stage.play((walk) => run(walk, task));
  }
}

function git({ root }: Stage, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], { cwd: root, stdio: 'pipe' });
}

async function commit(stage: Stage): Promise<void> {
  await writeFile(join(stage.root, 'notes.txt'), 'mine\n');
  git(stage, 'add', '--force', 'notes.txt');
  git(stage, 'commit', '--quiet', '--message', 'mine');
}

/** Somebody deleted it in the dashboard, with all that belonged to it. */
async function withoutService(stage: Stage, name: string): Promise<void> {
  const snapshot = structuredClone(await stage.world.snapshot());
  const state = snapshot.vendors.railway as RailwayState;
  const id = state.services.find((one) => one.name === name)?.id;
  state.services = state.services.filter((one) => one.id !== id);
  for (const list of ['instances', 'triggers', 'deployments', 'domains', 'volumes'] as const)
    Object.assign(state, { [list]: state[list].filter(({ service }) => service !== id) });
  await stage.world.restore(snapshot);
  stage.world.flushNames();
}

const answer = (stage: Stage, key: Key, text: string): Promise<void> => stage.play((walk) => walk.workspace.answer(key, text));

async function forget(stage: Stage, file: string, line: RegExp): Promise<void> {
  const path = join(stage.root, file);
  await writeFile(path, (await readFile(path, 'utf8')).replace(line, ''));
}

async function editOurs(stage: Stage, object: string, path: string, value: string): Promise<void> {
  const spaces = ((await stage.world.snapshot()).vendors.stripe as { spaces: { things: Record<string, { id: string }[]> }[] }).spaces;
  for (const { id } of spaces.flatMap((space) => space.things[object] ?? []))
    await stage.world.edit('stripe', 'edit', { id, path, value, mode: 'test' });
}

/** Leaves the stage as after an undisturbed run of the task. */
async function killEverywhere(stage: Stage, task: AnyTask, name: string): Promise<Row> {
  const before = await stage.keep();
  const { records, writes } = await undisturbed(stage, task);
  const [right, after] = [await settled(stage), await stage.keep()];
  const points = [...range(records).map((nth) => `journal:${nth}`), ...range(writes).map((nth) => `write:${nth}`)];
  const chosen = only !== undefined && !name.includes(only) ? [] : whole ? points : spread(points, pointsInCi(task));
  const row: Row = { task: name, points: chosen.length, of: points.length, converged: 0, extra: [], lacking: [] };
  for (const where of chosen) {
    await stage.back(before);
    expect(await killed(stage, task, where), `${task.id} at ${where}`).toBe('SIGKILL');
    await stage.play((walk) => run(walk, task));
    const [now, planned] = [await settled(stage), await stage.play((walk) => planOf(walk, task))];
    row.extra.push(...without(now, right).map((line) => `${where}: ${line}`));
    row.lacking.push(...without(right, now).map((line) => `${where}: ${line}`));
    if (!isPending(planned)) row.converged++;
  }
  await stage.back(after);
  return row;
}

/** Lines of one list that the other lacks, each as often as it is lacking. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** At most `most` of them, evenly spread; one alone is the last. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  if (most < 2) return most === 0 ? [] : all.slice(-1);
  return range(most).flatMap((nth) => all[Math.round(((nth - 1) * (all.length - 1)) / (most - 1))] ?? []);
}

function range(upTo: number): number[] {
  return Array.from({ length: upTo }, (_, index) => index + 1);
}
