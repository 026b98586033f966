/** A release: what runs before it, then one machine after the other in place, seen to come up. One that does not is taken back. */
import { OperatorError } from '../core/errors.ts';
import type { HostContext, LogLine, Place } from '../core/host.ts';
import type { FlyClient } from '../vendors/fly-client.ts';
import type { FlyConfig, FlyMachine } from '../vendors/fly-types.ts';
import { endsSinceLaunch, exitCodeOf, stateOf } from './fly-deployments.ts';
import { brought, imageOf, within } from './fly-images.ts';
import { connectedIn, hasCode, keys, leftBehind, metadataOf } from './fly-memory.ts';
import { servingAt } from './fly-services.ts';
import { orderOf } from './fly-settings.ts';

/** How long what runs before a release may take. */
const orderMinutes = 10;
/** So often it may end before it is given up. */
const mostEnds = 3;

/** @returns id of the release */
export async function released(context: HostContext, client: FlyClient, place: Place, id: string, commit: string): Promise<string> {
  const machines = await servingAt(client, id);
  const [first] = machines as [FlyMachine, ...FlyMachine[]];
  const source = connectedIn(metadataOf(first.config));
  if (!source)
    throw new OperatorError({
      what: `k77 does not know any more which repository ${id} at Fly.io is built from`,
      fix: 'run k77 deploy: it sets the service up again',
    });
  await brought(context, client, place, source, commit);
  const mark = {
    [keys.release]: `r-${context.random.uuid().slice(0, 8)}`,
    [keys.commit]: commit,
    [keys.at]: context.clock.now().toISOString(),
  };
  const next = (config: FlyConfig): FlyConfig => ({
    ...config,
    image: imageOf(place, commit),
    metadata: { ...metadataOf(config), ...mark },
  });
  await prepared(context, client, id, first, next(first.config));
  for (const machine of machines) if (!(await cameUp(context, client, id, machine, next(machine.config)))) break;
  return mark[keys.release] ?? '';
}

/** The order that runs once before: its own machine, gone afterwards. @throws OperatorError when it fails */
async function prepared(context: HostContext, client: FlyClient, id: string, machine: FlyMachine, config: FlyConfig): Promise<void> {
  const command = metadataOf(config)[keys.preDeploy];
  for (const old of leftBehind(await client.machines(id))) await client.destroyMachine(id, old.id);
  if (command === undefined) return;
  const name = `pre-deploy-${context.random.uuid().slice(0, 8)}`;
  const made = await client.createMachine(id, { name, region: machine.region, config: orderOf(config, command), launch: true });
  const ended = await within(context, 'what runs before the release', orderMinutes, async () => {
    const now = await client.machine(id, made.id);
    return now === undefined || ['stopped', 'destroyed', 'failed'].includes(now.state) ? (now ?? made) : undefined;
  });
  const code = ended && exitCodeOf(ended);
  const lines = code === 0 ? [] : await client.logs(id, made.id);
  await client.destroyMachine(id, made.id);
  if (code === 0) return;
  throw new OperatorError({
    what: `what runs before each release of ${id} (${command}) ${ended ? `ended with ${code ?? 'no code'}` : `did not end in ${orderMinutes} min`}`,
    fix: 'its last lines say why: mend it, commit and push, then run the same command again; what ran goes on running',
    see: `https://fly.io/apps/${id}/monitoring`,
    detail: lines.slice(-8).map(({ message }) => message.slice(0, 300)),
  });
}

/** In place; back to what ran before where it does not come up. The first one of all stays as it is, so that it can be looked at. */
async function cameUp(context: HostContext, client: FlyClient, id: string, machine: FlyMachine, config: FlyConfig): Promise<boolean> {
  await client.updateMachine(id, machine.id, config, true);
  if (await isUp(context, client, id, machine.id, patienceOf(config))) return true;
  if (hasCode(machine.config)) await client.updateMachine(id, machine.id, machine.config, true);
  return false;
}

async function isUp(context: HostContext, client: FlyClient, id: string, machine: string, minutes: number): Promise<boolean> {
  const verdict = await within(context, `${id} to come up`, minutes, async () => {
    const now = await client.machine(id, machine);
    if (!now) return 'down';
    const { status } = stateOf(now, context.clock.now().getTime());
    if (status === 'live') return 'up';
    return status === 'crashed' || status === 'failed' || endsSinceLaunch(now.events) >= mostEnds ? 'down' : undefined;
  });
  return verdict === 'up';
}

/** Its own patience, and a minute to fetch the image. */
function patienceOf({ checks = {}, services = [] }: FlyConfig): number {
  const period = (services[0]?.checks?.[0] ?? Object.values(checks)[0])?.grace_period;
  return Number(/^(\d+)s$/.exec(period ?? '')?.[1] ?? 120) / 60 + 1;
}

/** Lines of what runs, between a release and the next. */
export function linesBetween(
  lines: readonly { timestamp: string; message: string; level?: string }[],
  from: string,
  until: string | undefined,
): LogLine[] {
  return lines.flatMap(({ timestamp, message, level }) => {
    const at = new Date(timestamp).toISOString();
    if (at < from || (until !== undefined && at >= until)) return [];
    const severity = severities[level ?? ''];
    return [{ at, text: message, ...(severity === undefined ? {} : { severity }) }];
  });
}

const severities: Readonly<Record<string, LogLine['severity']>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
};
