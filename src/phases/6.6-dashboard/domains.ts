/**
 * Guide 6.6/4 and 6.6/10: the names under which API and dashboard are reached, told to their hosts, which say what the DNS has to hold. The records themselves are
 * written by phase 6.4.
 */
import { OperatorError } from '../../core/errors.ts';
import type { DemandedRecord, HostedDomain } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { hostsOf as namesOf } from '../6.4-domain/hosts.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { titles } from '../6.5-bot/services.ts';

export interface Name {
  name: string;
  /** Null: it serves its visitors itself. */
  redirectTo: string | null;
}
interface Names {
  names: readonly Name[];
  records?: string | undefined;
}

/** The API at api; the dashboard at the domain itself, to which www leads. */
export function namesFor(service: 'api' | 'dashboard', domain: string): readonly Name[] {
  const { apex, www, api } = namesOf(domain);
  if (service === 'api') return [{ name: api, redirectTo: null }];
  return [
    { name: apex, redirectTo: null },
    { name: www, redirectTo: apex },
  ];
}

interface About extends Pick<AnyTask, 'id' | 'guide' | 'title'>, Partial<Pick<AnyTask, 'settings'>> {
  service: 'api' | 'dashboard';
  gives: 'API_RECORDS' | 'DASHBOARD_RECORDS';
}

function domainsTask({ service, gives, ...about }: About): AnyTask {
  const needs: readonly Key[] = [...keysAt(service), 'domain'];
  return {
    ...about,
    uses: hostVendors(service),
    needs,
    want: ({ domain }: Values): Names => ({ names: namesFor(service, domain) }),
    async read(context: Context, want: Names): Promise<Names | undefined> {
      const found = (await hosted(context, service, want.names)).filter((one) => one !== undefined);
      if (found.length === 0) return undefined;
      return { names: found.map(({ name, redirectTo = null }) => ({ name, redirectTo })), records: recordsText(found) };
    },
    async apply(context: Context, want: Names): Promise<Names> {
      const { host, place, id } = at(service, context.values);
      if (!host.api.domain || !host.api.addDomain) throw nameless(service, host.title);
      for (const { name, redirectTo } of want.names) {
        const there = await host.api.domain(context, place, id, name);
        if (there && (there.redirectTo ?? null) === redirectTo) continue;
        await host.api.addDomain(context, place, id, name, redirectTo ?? undefined);
      }
      const found = (await hosted(context, service, want.names)).filter((one) => one !== undefined);
      return { ...want, records: recordsText(found) };
    },
    async undo(context: Context, have: Names) {
      const { host, place, id } = at(service, context.values);
      for (const { name } of have.names) await host.api.removeDomain?.(context, place, id, name);
    },
    gives: { [gives]: (have: Names) => have.records },
  } as AnyTask;
}

export async function hosted(context: Context, service: Service, names: readonly Name[]): Promise<readonly (HostedDomain | undefined)[]> {
  const { host, place, id } = at(service, context.values);
  return Promise.all(names.map(async ({ name }) => host.api.domain?.(context, place, id, name)));
}

/** As `API_RECORDS` and `DASHBOARD_RECORDS` carry them: sorted, each once. Undefined while the host demands none. */
export function recordsText(domains: readonly HostedDomain[]): string | undefined {
  const all = domains.flatMap(({ records }) =>
    records.map(({ type, name, content, proxied }): DemandedRecord => ({ type, name, content, proxied })),
  );
  const texts = [...new Set(all.map((record) => JSON.stringify(record)))].sort();
  return texts.length === 0 ? undefined : `[${texts.join(',')}]`;
}

function nameless(service: Service, title: string): OperatorError {
  return new OperatorError({
    what: `${title} gives names of your own to nobody by its API`,
    fix: `choose another host for the ${titles[service]}: k77 hosts`,
  });
}

export const apiDomain = domainsTask({
  id: 'api.domain',
  guide: ['6.6/4', '6.6#004'],
  settings: [
    { id: '6.6/4:name', says: 'api.<domain>, added at the host of the API' },
    { id: '6.6/4:records', says: 'every record that the host demands, the TXT that proves ownership among them; written by 6.4' },
  ],
  title: 'Give the API its name',
  service: 'api',
  gives: 'API_RECORDS',
});

export const dashboardDomains = domainsTask({
  id: 'dashboard.domains',
  guide: ['6.6/10', '6.6#013'],
  settings: [
    { id: '6.6/10:apex', says: 'the domain itself' },
    { id: '6.6/10:www', says: 'www, which leads to the domain (308)' },
    { id: '6.6/10:records', says: 'the records that the host names for this project, not a target for everybody' },
  ],
  title: 'Give the dashboard the domain and www',
  service: 'dashboard',
  gives: 'DASHBOARD_RECORDS',
});
