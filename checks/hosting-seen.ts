/**
 * What checks of hosted services look at: services as their hosts show them, never as k77 remembers them.
 */
import type { Change } from '../src/core/change.ts';
import type { CheckContext, Verdict } from '../src/core/check.ts';
import type { Deployment, HostedService } from '../src/core/host.ts';
import type { Key, Service, Values } from '../src/core/keys.ts';
import { currentAmong } from '../src/phases/6.5-bot/deployment.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { keysOf, titles } from '../src/phases/6.5-bot/services.ts';
import { unknown } from './verdict.ts';

export interface Hosted extends Pick<CheckContext, 'client' | 'clock' | 'random' | 'signal' | 'wait' | 'drift'> {
  values: Partial<Values>;
}

/** Bot and worker; an operator's own bot in Python has no worker of k77's. */
export function pairOf({ CODE_SHAPE }: Partial<Values>): readonly ('bot' | 'worker')[] {
  return CODE_SHAPE === 'python' ? ['bot'] : ['bot', 'worker'];
}

/** Values without which nothing is at a host, and those that `pairOf` may do without. */
export const pairNeeds: readonly Key[] = [...keysAt('bot'), 'CODE_SHAPE'];
export const pairTolerates: readonly Key[] = ['workerHost', 'WORKER_SERVICE', nameKeys.bot, nameKeys.worker];

/** "the bot at Railway" */
export function where(service: Service, values: Partial<Values>): string {
  return `the ${titles[service]} at ${at(service, values).host.title}`;
}

/** Its page at its host. */
export function pageOf(service: Service, values: Partial<Values>): string {
  const { host, place, id } = at(service, values);
  return host.pages.service(place, id);
}

/** k77 has seen it at its host once. */
export function isMade(service: Service, values: Partial<Values>): boolean {
  const { host, place, service: id } = keysOf[service];
  return [host, place, id].every((key) => values[key] !== undefined);
}

/** For checks that see its name (`nameKeys`), too. */
export function serviceOf(context: Hosted, service: Service): Promise<HostedService | undefined> {
  const { host, place, name } = at(service, context.values);
  return host.api.service(context, place, name);
}

export interface Running {
  /** Of production, newest first. */
  all: readonly Deployment[];
  current: Deployment | undefined;
}

export async function runningOf(context: Hosted, service: Service): Promise<Running> {
  const { host, place, id } = at(service, context.values);
  const all = (await host.api.deployments(context, place, id)).filter(({ preview }) => !preview);
  return { all, current: currentAmong(all) };
}

/** What `plan` would change in several tasks, each change in words. */
export async function driftIn<Says = string>(
  context: Pick<Hosted, 'drift'>,
  tasks: readonly string[],
  say: (task: string, change: Change) => Says,
): Promise<{ wrong: readonly Says[] } | { waits: Verdict }> {
  const seen = await Promise.all(tasks.map(async (task) => ({ task, changes: await context.drift(task) })));
  const wrong = seen.flatMap(({ task, changes }) => ('waits' in changes ? [] : changes.map((change) => say(task, change))));
  const waiting = seen.flatMap(({ task, changes }) => ('waits' in changes ? [`${task}: ${changes.waits}`] : []));
  // What waits behind something wrong is not what has to be told.
  return wrong.length === 0 && waiting.length > 0 ? { waits: unknown(waiting.join('; ')) } : { wrong };
}

/** A change as a person says it: `startCommand is "node x", not "node y"`. Secrets are placeholders. */
export function inShort({ path, from, to }: Change): string {
  const text = (value: unknown): string => (value === undefined || value === null ? 'absent' : JSON.stringify(value));
  const name = path.replace(/^settings\./, '');
  return name === '' ? 'it is not there' : `${name} is ${text(from)}, not ${text(to)}`;
}

/** A change of a set of variables, by name alone. */
export function variableInShort({ path, from }: Change): string {
  if (path === '') return 'it has none of its variables';
  if (path === 'stale') return `nothing reads ${Array.isArray(from) ? from.join(', ') : 'some of them'} any more`;
  const name = path.replace(/^set\./, '');
  return from === undefined ? `${name} is missing` : `${name} is another one`;
}

/** `1a2b3c4` */
export function short(commit: string | undefined): string {
  return commit === undefined ? 'an unknown commit' : commit.slice(0, 7);
}
