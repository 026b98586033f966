/**
 * Follows a deployment until it serves. A failure ends in one message: what went wrong, what to do, and the end of the log.
 */
import { exits, OperatorError } from '../../core/errors.ts';
import type { Deployment, LogLine } from '../../core/host.ts';
import type { Service } from '../../core/keys.ts';
import type { Context } from '../../core/task.ts';
import { isUnderWay, isWanted, type WantedDeployment } from './deployment.ts';
import { diagnosis } from './diagnosis.ts';
import { at } from './hosted-service.ts';
import { titles } from './services.ts';
import { awhile, rounds } from './waiting.ts';

/** A build of everything takes a few minutes; a host that is busy lets it wait. */
const patienceMinutes = 25;

const words = { waiting: 'waiting for its turn', building: 'building', starting: 'starting' } as const;

/** @returns id of the deployment that serves: this one, or one of the same commit that took its place. @throws OperatorError when it does not come up */
export async function followed(context: Context, service: Service, want: WantedDeployment, first: string): Promise<string> {
  const { host, place, id } = at(service, context.values);
  const began = context.clock.tick();
  let target = first;
  for (const minutes of rounds(patienceMinutes)) {
    const ended = await awhile(context, `the ${titles[service]} to come up`, minutes, async () => {
      const one = await host.api.deployment(context, place, id, target);
      if (one === undefined || isUnderWay(one)) {
        const seconds = Math.round((context.clock.tick() - began) / 1000);
        context.progress(`${words[one?.status as keyof typeof words] ?? 'beginning'} ${seconds} s`);
        return undefined;
      }
      return one;
    });
    if (ended === undefined) continue;
    if (ended.status === 'live') return ended.id;
    const next = ended.status === 'removed' ? await inItsPlace(context, service, want, ended) : undefined;
    if (next === undefined) throw await failure(context, service, ended);
    target = next;
  }
  throw new OperatorError({
    what: `the ${titles[service]} is not up at ${host.title} after ${patienceMinutes} min`,
    fix: `look at its deployment; the same command goes on waiting for it`,
    see: host.pages.service(place, id),
    exit: exits.resumable,
  });
}

/** A second push, or somebody at the dashboard, began the same again: that one is followed. */
async function inItsPlace(context: Context, service: Service, want: WantedDeployment, ended: Deployment): Promise<string | undefined> {
  const { host, place, id } = at(service, context.values);
  const all = await host.api.deployments(context, place, id);
  const position = all.findIndex((one) => one.id === ended.id);
  return all.find((one, index) => (position < 0 || index < position) && isWanted(one, all, want) && one.status !== 'failed')?.id;
}

async function failure(context: Context, service: Service, ended: Deployment): Promise<OperatorError> {
  const { host, place, id } = at(service, context.values);
  const lines = (of: 'build' | 'run'): Promise<readonly LogLine[]> => host.api.logs(context, place, id, ended.id, of, 300).catch(() => []);
  const [build, run] = await Promise.all([lines('build'), lines('run')]);
  const told = diagnosis({
    service,
    host,
    status: ended.status,
    says: ended.says,
    build,
    run,
    repository: String(context.values.repository),
  });
  return new OperatorError({ ...told, see: told.see ?? host.pages.service(place, id) });
}
