/**
 * `k77 probe mongo|redis --env NAME`: measures a database as the services reach it. The address comes from the environment or the env files by its name, never
 * from the command line, where every user of the machine could read it.
 */
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { isKey } from '../../core/keys.ts';
import { Secret } from '../../core/secret.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { sandboxClient } from '../../sandbox/client.ts';
import { readEnvFiles } from '../../workspace/env-files.ts';
import { findRoot } from '../../workspace/root.ts';
import { openSession, type Session } from '../compose.ts';
import { networkFrom } from '../endpoints.ts';
import type { GlobalOptions, Io } from '../io.ts';

type Options = GlobalOptions & { what: 'mongo' | 'redis'; variable?: string; write?: boolean };
const usual = { mongo: 'MONGODB_URI', redis: 'REDIS_URL' } as const;
const patienceMs = 10_000;

export async function run(options: Options, io: Io): Promise<Exit> {
  const name = options.variable ?? usual[options.what];
  const { session, address } = await find(options, io, name);
  try {
    const network = session.rehearsal?.network ?? networkFrom(io.host.env);
    const about = { clock: systemClock, timeoutMs: patienceMs, network };
    const seen =
      options.what === 'mongo'
        ? await (await import('../../probes/mongo.ts')).probeMongo(address, {
            ...about,
            ...(options.write ? { write: `k77-probe-${systemRandom.uuid()}` } : {}),
          })
        : await (await import('../../probes/redis.ts')).probeRedis(address, about);
    io.document({ variable: name, environment: session.environment, ...seen });
    const { at, tls, connectMs, ping } = seen;
    io.line(`  ${io.paint.accent(io.marks.ok)} ${at}   ${tls ? ('tlsVersion' in seen && seen.tlsVersion) || 'TLS' : 'without TLS'}`);
    io.line(
      `    in after ${connectMs} ms ${io.marks.dot} ping ${ping.medianMs} ms in the middle, ${ping.p95Ms} ms at 95 % of ${ping.samples}`,
    );
    if ('document' in seen && seen.document) io.line(`    a document: ${documentLine(seen.document)}`);
    return 'document' in seen && seen.document && !(seen.document.same && seen.document.left === 0) ? exits.failed : exits.proven;
  } finally {
    await session.close();
  }
}

function documentLine({
  writeMs,
  readMs,
  deleteMs,
  same,
  left,
}: {
  writeMs: number;
  readMs: number;
  deleteMs: number;
  same: boolean;
  left: number;
}): string {
  return `written in ${writeMs} ms, ${same ? `read back in ${readMs} ms` : 'NOT read back'}, ${left === 0 ? `deleted in ${deleteMs} ms` : 'NOT deleted'}`;
}

/** In the deployment that is meant; a name that only the rehearsal knows, while it runs, means the rehearsal. */
async function find(options: Options, io: Io, name: string): Promise<{ session: Session; address: Secret }> {
  const session = await openSession(options, io, { lease: 'none' });
  const address = await addressIn(session, io, name);
  if (address) return { session, address };
  await session.close();
  if (!options.sandbox && (await isRehearsing(options, io))) {
    const rehearsal = await openSession({ ...options, sandbox: true }, io, { lease: 'none' });
    const there = await addressIn(rehearsal, io, name);
    if (there) return { session: rehearsal, address: there };
    await rehearsal.close();
  }
  throw new OperatorError({
    what: `nobody knows ${name}`,
    fix: `set ${name} in the environment, or let k77 deploy make it; the address itself never belongs on the command line`,
    exit: exits.preflight,
  });
}

async function isRehearsing(options: Options, io: Io): Promise<boolean> {
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  return sandboxClient(root).then(
    () => true,
    () => false,
  );
}

async function addressIn({ workspace }: Session, io: Io, name: string): Promise<Secret | undefined> {
  const given = io.host.env[name];
  const known = isKey(name) ? workspace.values()[name] : undefined;
  const files = await readEnvFiles(workspace.files, workspace.environment);
  const inFiles = [...files.values()].map((lines) => lines.get(name)).find((text) => text !== undefined && text !== '');
  const text = given || (typeof known === 'string' ? known : known?.reveal()) || inFiles;
  if (!text) return undefined;
  const secret = new Secret(name, text);
  workspace.redactor.learn(secret);
  return secret;
}
