/**
 * Looks through the hosts whose tokens are known for services that may be this project's. Only reads.
 */
import type { SurveyContext } from '../../core/adoption.ts';
import type { FoundPlace, Host, HostVariable } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { AnyVendor } from '../../core/vendor.ts';
import { hostNamed, hosts, hostsFor } from '../../hosts/hosts.ts';
import { hostsOf as domainNames } from '../6.4-domain/hosts.ts';
import { type Clues, cluesOf, type Looked, type Ours } from './adopt-clues.ts';
import { slugOf } from './names.ts';
import { keysOf } from './services.ts';

/** A service at a host, with what speaks for it. */
export interface Spotted extends Looked {
  host: Host;
  at: FoundPlace;
  clues: Clues;
  /** Something else in its project is certainly ours. */
  neighbours: boolean;
}

/** What a look needs to see: answers, tokens, and marks by which values of variables are known. */
export const lookTolerates: readonly Key[] = [
  'repository',
  'botHost',
  'workerHost',
  'apiHost',
  'dashboardHost',
  'DISCORD_CLIENT_ID',
  'DISCORD_TOKEN',
  'ATLAS_CLUSTER_HOST',
  'STRIPE_PUBLISHABLE_KEY',
  ...new Set(hosts.flatMap(({ vendor }) => vendor.credentials)),
];

/** Hosts that can be looked through for a service: the one that was answered, or all of them whose tokens are known. */
export function lookedThrough(service: Service, values: Partial<Values>): Host[] {
  const answer = values[keysOf[service].host];
  const able = (answer ? [hostNamed(answer)] : hostsFor(service)).filter(({ api }) => api.places && api.services);
  return able.filter(({ vendor }) => isKnown(vendor, values));
}

function isKnown(vendor: AnyVendor, values: Partial<Values>): boolean {
  const sets = vendor.oneOf ?? [vendor.credentials.filter((key) => !optional.includes(key))];
  return sets.some((set) => set.every((key) => values[key] !== undefined));
}

/** Part of a vendor's credentials, and needed by few. */
const optional: readonly Key[] = ['VERCEL_TEAM', 'NETLIFY_TEAM', 'NETLIFY_INSTALLATION', 'HEROKU_GITHUB_TOKEN'];

export async function spotted(context: SurveyContext, host: Host): Promise<readonly Spotted[]> {
  const places = (await host.api.places?.(context)) ?? [];
  const lists = await Promise.all(places.map((at) => spottedIn(context, host, at)));
  return lists.flat();
}

async function spottedIn(context: SurveyContext, host: Host, at: FoundPlace): Promise<readonly Spotted[]> {
  const ours = oursOf(context.values);
  const all = (await host.api.services?.(context, at.place)) ?? [];
  const telling = all.filter((service) => {
    const clues = cluesOf({ service, names: [], variables: [] }, ours, host.runs);
    return clues.repository === 'same' || host.runs.some((role) => clues.roles[role] > 0);
  });
  const looked = await Promise.all(telling.map((service) => lookAt(context, host, at, service)));
  const seen = looked.map((one) => ({ ...one, host, at, clues: cluesOf(one, ours, host.runs) }));
  const sure = seen.filter(({ clues }) => clues.identity.length > 0 && clues.repository !== 'other' && clues.trial === undefined);
  // Where there are no projects everything stands side by side, and nobody is a neighbour.
  return seen.map((one) => ({ ...one, neighbours: at.project !== '' && sure.some((other) => other !== one) }));
}

async function lookAt(context: SurveyContext, host: Host, { place }: FoundPlace, service: Looked['service']): Promise<Looked> {
  const { apex, www, api } = domainNames(context.values.domain ?? '');
  const names = host.runs.includes('dashboard') ? [apex, www] : [api];
  const [variables, leading] = await Promise.all([
    host.api.variables(context, place, service.id),
    Promise.all(names.map(async (name) => (await host.api.domain?.(context, place, service.id, name))?.name)),
  ]);
  return { service, variables: variables.filter(isOfProduction), names: leading.filter((name) => name !== undefined) };
}

function isOfProduction({ target }: HostVariable): boolean {
  return target === 'production';
}

export function oursOf(values: Partial<Values>): Ours {
  const { domain = '', repository, DISCORD_CLIENT_ID, DISCORD_TOKEN, ATLAS_CLUSTER_HOST, STRIPE_PUBLISHABLE_KEY } = values;
  const marks = [
    { text: DISCORD_TOKEN?.reveal() ?? '', is: 'your bot' },
    { text: DISCORD_CLIENT_ID ?? '', is: 'your Discord application' },
    { text: ATLAS_CLUSTER_HOST ?? '', is: 'your cluster' },
    { text: STRIPE_PUBLISHABLE_KEY ?? '', is: 'your Stripe account' },
  ];
  return { domain, repository, slug: slugOf({ project: values.project ?? '' }), marks: marks.filter(({ text }) => text.length >= 8) };
}
