/**
 * What things are called at a host. k77 derives the name of the project from that of the bot, and calls the services in it as they are called here: `bot`, `worker`, `api`,
 * `dashboard`; hosts that keep the services of all projects side by side put the two names together. By their names k77 finds things again, so that whoever made them by
 * hand answers how they are called: `k77 adopt` does that.
 */
import type { Host, HostId, Place } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import { nameThere, type Question } from '../../core/phase.ts';
import { hosts } from '../../hosts/hosts.ts';

type Named = Pick<Values, 'project' | 'ENVIRONMENT'> & Partial<Pick<Values, 'hostProject' | 'hostEnvironment'>>;

/** Answers that tell `placeWanted` of a project that is called otherwise. */
export const placeNames: readonly Key[] = ['hostProject', 'hostEnvironment'];

/** "Kingdom-77" → `kingdom77`, as in the guide. Only staging is called so: a rehearsal has the names of production. */
export function placeWanted(values: Named, host: HostId): { project: string; environment: string } {
  const { ENVIRONMENT, hostProject, hostEnvironment } = values;
  const environment = ENVIRONMENT === 'staging' ? 'staging' : (ownName(hostEnvironment, host) ?? 'production');
  return { project: ownName(hostProject, host) ?? slugOf(values), environment };
}

/** The dashboard has a name of its own (`dashboardProject`) and no project around it. */
export function dashboardPlaceWanted({ project, ENVIRONMENT }: Named): { project: string; environment: string } {
  return { project: slugOf({ project }), environment: ENVIRONMENT === 'staging' ? 'staging' : 'production' };
}

export function slugOf({ project }: Pick<Values, 'project'>): string {
  return (project.toLowerCase().replace(/[^a-z0-9]/g, '') || 'bot').slice(0, 24);
}

/** Where the service's own name is answered. */
export const nameKeys = {
  bot: 'botService',
  worker: 'workerService',
  api: 'apiService',
  dashboard: 'dashboardProject',
} as const satisfies Record<Service, Key>;

/** What a service is called at this host, and whether just so. */
export function serviceNamed(service: Service, host: HostId, values: Partial<Values>): { name: string; exactly: boolean } {
  const own = ownName(values[nameKeys[service]], host);
  return { name: own ?? service, exactly: own !== undefined };
}

/** For the place in a call about this service; empty where k77 gives the name. */
export function exactly(service: Service, host: Pick<Host, 'id'>, values: Partial<Values>): Place {
  const known = serviceNamed(service, host.id, values);
  return known.exactly ? { exactly: known.name } : {};
}

/**
 * `my-bot` everywhere; `railway/my-bot` at Railway, and at no other host; several of these with commas between them. A service that moves to another host is called there
 * as k77 calls it.
 */
export function ownName(answer: string | undefined, host: HostId): string | undefined {
  if (!answer) return undefined;
  const all = boundIn(answer);
  return all.length === 0 ? answer : all.find((one) => one.host === host)?.name;
}

/** With what is said of other hosts kept as it is. */
export function withName(answer: string | undefined, host: HostId, name: string): string {
  const others = boundIn(answer ?? '').filter((one) => one.host !== host);
  return [...others, { host, name }].map((one) => `${one.host}/${one.name}`).join(', ');
}

function boundIn(answer: string): readonly { host: HostId; name: string }[] {
  const known = hosts.map(({ id }) => id);
  const begins = new RegExp(`\\s*,\\s*(?=(?:${known.join('|')})/)`);
  return answer.split(begins).flatMap((part) => {
    const host = known.find((id) => part.startsWith(`${id}/`));
    return host === undefined ? [] : [{ host, name: part.slice(host.length + 1) }];
  });
}

function unasked(key: Key, ask: string): Question {
  return nameThere(key, ask, (text) => !/[\r\n]/.test(text) || 'a name, in one line');
}

export const nameQuestions: readonly Question[] = [
  unasked('hostProject', 'Name of your project at its host'),
  unasked('hostEnvironment', 'Name of its environment'),
  unasked('botService', 'Name of the service of the bot'),
  unasked('workerService', 'Name of the service of the worker'),
  unasked('apiService', 'Name of the service of the API'),
];

export const dashboardNameQuestions: readonly Question[] = [unasked('dashboardProject', 'Name of the project of the dashboard')];
