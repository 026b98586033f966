/**
 * `k77 sandbox <start|stop|status|reset|logs|kill|open|dns>`: the emulated vendors of a workspace.
 */
import { type Exit, exits } from '../../core/errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { sandboxClient, stopSandbox } from '../../sandbox/client.ts';
import type { SandboxStatus } from '../../sandbox/control.ts';
import { findRoot } from '../../workspace/root.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { tilde } from '../place.ts';
import { rehearse } from '../rehearsal.ts';
import { titleLines } from '../render.ts';
import { type NamesOptions, sandboxNames } from '../sandbox-names.ts';
import { sandboxOpen } from '../sandbox-open.ts';
import { type ServiceOptions, serviceKill, serviceLines, serviceLogs } from '../sandbox-services.ts';
import { lasted, pad } from '../text.ts';

type Options = GlobalOptions & NamesOptions & ServiceOptions & { what: string; name?: string };
type Verb = (options: Options, io: Io, root: string) => Promise<void>;

export async function run(options: Options, io: Io): Promise<Exit> {
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  await verbs[options.what]?.(options, io, root);
  return exits.proven;
}

const verbs: Readonly<Record<string, Verb>> = {
  start: async (options, io, root) => {
    const { started } = await rehearse({ ...options }, io, root);
    await show(io, root, started ? 'sandbox started' : 'sandbox running already');
  },
  stop: async (_, io, root) => {
    const stopped = await stopSandbox(root, systemClock);
    io.document({ root, running: false, stopped });
    io.line(`  ${io.paint.accent(io.marks.ok)} ${stopped ? 'stopped; its state is kept' : 'it was not running'}`);
  },
  status: async (_, io, root) => {
    const running = await sandboxClient(root).then(
      () => true,
      () => false,
    );
    if (running) return show(io, root, 'sandbox running');
    io.document({ root, running: false });
    io.line(`  ${io.paint.dim(io.marks.open)} not running; k77 deploy --sandbox starts it, and so does k77 sandbox start`);
  },
  reset: async (options, io, root) => {
    const { started } = await rehearse({ ...options }, io, root);
    const client = await sandboxClient(root);
    await client.reset();
    await client.clearFaults();
    await show(io, root, started ? 'sandbox started, empty' : 'sandbox emptied');
    io.line(`  ${io.paint.dim('Its keys are new: run k77 deploy --sandbox --yes to rehearse from the beginning.')}`);
  },
  logs: async (options, io, root) => {
    if (options.name !== undefined) return serviceLogs(options.name, options, io, await sandboxClient(root));
    const text = await (await sandboxClient(root)).log(200);
    io.document({ root, lines: text.split('\n') });
    if (io.mode !== 'json') for (const line of text.split('\n')) io.line(line);
  },
  kill: async (options, io, root) => serviceKill(options.name, io, await sandboxClient(root)),
  open: async (options, io, root) => {
    await rehearse({ ...options }, io, root);
    await sandboxOpen(options.name, io, root, await (await sandboxClient(root)).status());
  },
  dns: async (options, io, root) => {
    await rehearse({}, io, root);
    await sandboxNames(options, io, await sandboxClient(root));
  },
};

async function show(io: Io, root: string, what: string): Promise<void> {
  const status = await (await sandboxClient(root)).status();
  io.document({ root, running: true, ...status });
  for (const line of titleLines(io, ['k77', what, `process ${status.pid}`, tilde(root)])) io.line(line);
  io.line();
  for (const [vendor, endpoint] of Object.entries(status.endpoints))
    io.line(`  ${pad(vendor, 12)} ${endpoint}   ${io.paint.dim(`${endpoint}/dashboard`)}`);
  for (const line of webLines(status, io)) io.line(line);
  for (const line of serviceLines(status, io)) io.line(line);
  for (const line of remarks(status)) io.line(`  ${io.paint.dim(line)}`);
  io.line();
}

/** Names that visitors reach, then servers whose name leads elsewhere so far. */
function webLines({ web, hosts, ports }: SandboxStatus, io: Io): string[] {
  const rows = web.map(({ name, vendor, certificate, behind }) => {
    const told = [vendor, certificate ? 'https' : 'no certificate', behind ?? 'placeholder page'];
    return `  ${pad(name, 28)} ${io.paint.dim(told.join(' · '))}`;
  });
  const others = Object.entries(hosts).filter(([name]) => !web.some((site) => site.name === name));
  if (ports.https !== undefined) rows.unshift(`  ${pad('web', 12)} https 127.0.0.1:${ports.https} · http 127.0.0.1:${ports.http}`);
  return [...rows, ...others.map(([name, target]) => `  ${pad(name, 28)} ${io.paint.dim(`${target} · no name leads there yet`)}`)];
}

function remarks({ faults, webhooksWaiting, stopsInSeconds }: SandboxStatus): string[] {
  return [
    ...(faults.latencyMs > 0 ? [`every answer is delayed by ${faults.latencyMs} ms`] : []),
    ...(faults.faults.length > 0 ? [`${faults.faults.length} faults are injected`] : []),
    ...lateResolvers(faults.names),
    ...(webhooksWaiting > 0 ? [`${webhooksWaiting} webhooks wait for a server behind their address`] : []),
    `stops by itself in ${lasted(stopsInSeconds * 1000)} without use`,
  ];
}

function lateResolvers({ propagationSeconds = {}, never = [] }: NonNullable<SandboxStatus['faults']['names']> = {}): string[] {
  const late = Object.entries(propagationSeconds).map(([resolver, seconds]) => `${resolver} sees changes of names after ${seconds} s`);
  return [...late, ...never.map((resolver) => `${resolver} sees no change of names any more`)];
}
