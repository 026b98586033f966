/**
 * Names of the operator's domain that somebody gave to API or dashboard by hand.
 */
import { type AnySurvey, type Candidate, type Survey, survey } from '../../core/adoption.ts';
import type { HostedDomain } from '../../core/host.ts';
import type { Key } from '../../core/keys.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { placeAt } from '../6.5-bot/adopt-services.ts';
import { exactly, nameKeys, placeNames } from '../6.5-bot/names.ts';
import { keysOf, titles } from '../6.5-bot/services.ts';
import { type Name, namesFor } from './domains.ts';
import { inWords } from './domains-live.ts';

export function domainsSurvey(service: 'api' | 'dashboard', guide: Survey['guide']): AnySurvey {
  const keys = keysOf[service];
  const task = service === 'api' ? 'api.domain' : 'dashboard.domains';
  return survey<Key>({
    id: task,
    task,
    guide,
    title: `Names of the ${titles[service]}`,
    uses: hostVendors(service),
    anyOf: true,
    needs: ['project', 'domain', 'ENVIRONMENT', keys.host, keys.service],
    tolerates: [...placeNames, nameKeys[service], ...hostVendors(service).flatMap(({ credentials }) => credentials)],
    gives: [],
    pick: 'each',
    async candidates(context): Promise<readonly Candidate[]> {
      if (!context.values[keys.host]) return [];
      const host = hostNamed(context.values[keys.host] ?? '');
      const place = { ...(await placeAt(context, service, host)), ...exactly(service, host, context.values) };
      const id = String(context.values[keys.service] ?? '');
      const names = namesFor(service, context.values.domain ?? '');
      const found = await Promise.all(names.map(async ({ name }) => host.api.domain?.(context, place, id, name)));
      const where = host.pages.service(place, id);
      return names.flatMap((wanted, index) => {
        const one = found[index];
        const missing = index === 0 ? names.filter((_, other) => found[other] === undefined).map(({ name }) => name) : [];
        return one ? [candidateOf(service, wanted, one, missing, where)] : [];
      });
    },
  });
}

function candidateOf(service: 'api' | 'dashboard', wanted: Name, one: HostedDomain, missing: readonly string[], where: string): Candidate {
  const leads = one.redirectTo ?? null;
  return {
    id: one.name,
    name: one.name,
    about: inWords(one),
    where,
    confidence: 'certain',
    because: [`it leads to the ${titles[service]} that was found`],
    differs: [
      ...(leads === wanted.redirectTo ? [] : [leads ? `sends its visitors to ${leads}` : `does not lead to ${wanted.redirectTo}`]),
      ...missing.map((name) => `${name} is missing`),
    ],
  };
}
