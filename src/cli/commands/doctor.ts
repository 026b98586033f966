/**
 * `k77 doctor [vendor]`: what this machine, this folder and your credentials lack, and what to do. Exit 6 when something that is needed now does not work.
 */
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { Redactor } from '../../core/secret.ts';
import { type AnyVendor, vendorIds } from '../../core/vendor.ts';
import { type Diagnosis, examineAccounts, examineClock } from '../../engine/doctor.ts';
import { examine, type Machine } from '../../engine/doctor-machine.ts';
import { systemClock } from '../../ports/clock.ts';
import { openFiles } from '../../ports/files.ts';
import { systemRandom } from '../../ports/random.ts';
import { vendorAccounts } from '../../vendors/accounts.ts';
import { stripe, stripeTest } from '../../vendors/stripe.ts';
import { openJournal, repairJournal } from '../../workspace/journal.ts';
import { takeLease } from '../../workspace/lease.ts';
import { findRoot } from '../../workspace/root.ts';
import { openSession, type Session } from '../compose.ts';
import { environmentOf, type GlobalOptions, type Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { doctorLines, recipeLines } from '../render-doctor.ts';
import { closest } from '../text.ts';
import { typed } from '../typed.ts';

type Options = GlobalOptions & { vendor?: string; repairJournal: boolean };

export async function run(options: Options, io: Io): Promise<Exit> {
  if (options.repairJournal) return await repair(options, io);
  const account = options.vendor === undefined ? undefined : accountNamed(options.vendor);
  const session = await openSession(options, io, { lease: 'none' });
  try {
    showPlace(io, session, 'check-up');
    const clients = await vendorsWithClients();
    const found = account ? await examineAccounts(session.walk, [account], clients) : await everything(session, machineOf(io), clients);
    const vendor = clients.find((one) => one.id === account?.id);
    io.document({
      environment: session.environment,
      root: session.workspace.root,
      healthy: isHealthy(found),
      found,
      ...(vendor ? { token: vendor.token } : {}),
    });
    for (const line of doctorLines(io, found)) io.line(line);
    for (const line of vendor ? recipeLines(io, vendor) : []) io.line(line);
    return isHealthy(found) ? exits.proven : exits.preflight;
  } finally {
    await session.close();
  }
}

function isHealthy(found: readonly Diagnosis[]): boolean {
  return !found.some(({ state }) => state === 'missing' || state === 'broken');
}

/** Every vendor that k77 can speak to already. Their SDKs are loaded here, so that no other command pays for them. */
async function vendorsWithClients(): Promise<AnyVendor[]> {
  return [...(await import('../../catalogue.ts')).catalogue.vendors];
}

async function everything(session: Session, machine: Machine, clients: readonly AnyVendor[]): Promise<Diagnosis[]> {
  const { walk, workspace } = session;
  const known = workspace.values();
  const test = vendorAccounts
    .filter((account) => account.id === 'stripe')
    .map((account) => ({ ...account, title: stripeTest.title, guide: [] }));
  const parts = await Promise.all([
    examine(walk, machine),
    known.STRIPE_SECRET_KEY ? examineClock(walk, stripe, '/v1/account').then((one) => [one]) : [],
    examineAccounts(walk, vendorAccounts, clients),
    known.STRIPE_TEST_SECRET_KEY
      ? examineAccounts(walk, test, [stripeTest]).then((all) => all.map((one) => ({ ...one, id: 'stripe-test' })))
      : [],
    session.environment === 'sandbox' ? [] : stores(session),
  ]);
  return parts.flat();
}

/** Database and cache, where their addresses are known: reached as the services reach them. */
async function stores({ walk, workspace }: Session): Promise<Diagnosis[]> {
  const { MONGODB_URI: mongo, REDIS_URL: redis } = workspace.values();
  const patience = { clock: systemClock, timeoutMs: 5000 };
  const look = async (
    id: string,
    title: string,
    ping: () => Promise<{ at: string; tls: boolean; connectMs: number; pingMs: number }>,
  ): Promise<Diagnosis> => {
    const about = { id, title, about: 'data', guide: [] } as const;
    try {
      const { at, tls, connectMs, pingMs } = await ping();
      const saw = `${at}, in after ${connectMs} ms, ping ${pingMs} ms`;
      return tls
        ? { ...about, state: 'works', saw }
        : {
            ...about,
            state: 'warns',
            saw: `${saw}, without TLS`,
            fix: `use the address with TLS (${id === 'redis' ? 'rediss://' : 'mongodb+srv://'})`,
          };
    } catch (error) {
      if (!(error instanceof OperatorError) || walk.signal.aborted) throw error;
      return { ...about, state: 'broken', saw: error.what, fix: error.fix };
    }
  };
  return Promise.all([
    ...(mongo ? [look('mongodb', 'MongoDB', async () => (await import('../../probes/mongo.ts')).pingMongo(mongo, patience))] : []),
    ...(redis ? [look('redis', 'Redis', async () => (await import('../../probes/redis.ts')).pingRedis(redis, patience))] : []),
  ]);
}

function machineOf(io: Io): Machine {
  const { host } = io;
  return {
    node: host.version,
    platform: host.platform,
    terminal: Boolean(host.stdin.isTTY && host.stdout.isTTY),
    width: host.stdout.columns ?? 80,
  };
}

function accountNamed(name: string) {
  const account = vendorAccounts.find((one) => one.id === name.toLowerCase() || one.title.toLowerCase() === name.toLowerCase());
  if (account) return account;
  const meant = closest(name, vendorIds);
  throw new OperatorError({
    what: `k77 knows no vendor "${name}"`,
    fix: meant ? `did you mean k77 doctor ${meant}?` : `one of ${vendorIds.join(', ')}`,
    exit: exits.usage,
  });
}

/** Without opening the workspace: that would refuse the very journal that is to be repaired. A whole journal is left alone. */
async function repair(options: Options, io: Io): Promise<Exit> {
  const environment = environmentOf(options);
  const files = openFiles(await findRoot({ dir: options.dir, cwd: io.host.cwd() }));
  const path = `.k77/${environment}/journal.ndjson`;
  const why = await brokenBecause(files.root, path);
  const archive = why === undefined ? undefined : await putAside({ files, path, clock: systemClock, why }, io);
  io.document({ environment, root: files.root, broken: why ?? null, archive: archive ?? null });
  if (archive === undefined)
    io.line(`  ${io.paint.accent(io.marks.ok)} There is nothing to repair: the journal is whole, or there is none yet.`);
  else {
    io.line(`  ${io.paint.accent(io.marks.ok)} A new journal has begun; the old one is kept as`);
    io.line(`    ${archive}`);
    io.line(`  ${io.paint.accent(io.marks.next)} k77 plan reads the vendors and shows where things stand`);
  }
  return exits.proven;
}

async function brokenBecause(root: string, path: string): Promise<string | undefined> {
  try {
    const journal = await openJournal({ root, path, clock: systemClock, redactor: new Redactor() });
    await journal.close();
    return undefined;
  } catch (error) {
    if (error instanceof OperatorError) return error.what;
    throw error;
  }
}

/** Nobody else may write to the journal meanwhile. */
async function putAside(repairing: Parameters<typeof repairJournal>[0], io: Io): Promise<string | undefined> {
  const { files, path } = repairing;
  const folder = path.replace(/\/[^/]*$/, '');
  const say = (text: string): void => io.aside(`  ${io.marks.warn} ${text}`);
  const release = await takeLease({
    root: files.root,
    folder,
    command: typed(io.host),
    clock: systemClock,
    random: systemRandom,
    say,
    onLost: (by) => say(`the lease went to ${by}`),
  });
  try {
    return await repairJournal(repairing);
  } finally {
    await release();
  }
}
