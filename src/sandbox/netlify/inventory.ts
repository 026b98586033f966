/**
 * What stands in the emulated Netlify, one line a thing, in words that do not change from run to run. Deploys that were superseded count, by the order of their
 * commits: two of one commit are one too many. How far a certificate is does not: that comes by itself once the records stand.
 */
import { numbered } from '../hosting/numbered.ts';
import type { NetlifyState, Site } from './model.ts';

export function netlifyInventory(state: NetlifyState): string[] {
  const name = (id: string | undefined): string => state.sites.find((one) => one.id === id)?.name ?? 'team';
  const commit = numbered(state.deploys);
  const published = (id: string): boolean => state.sites.some((one) => one.published === id);
  return [
    ...state.sites.map((one) => `netlify site ${one.name} ${settingsOf(one)}`),
    ...state.variables.map(({ site, key, secret, values }) => {
      const contexts = values.map(({ context }) => context).sort();
      return `netlify variable ${name(site)} ${key} ${secret ? 'secret' : 'plain'} ${contexts.join(',')}`;
    }),
    ...state.deploys.map(
      (one) =>
        `netlify deploy ${name(one.site)} ${one.context === 'production' ? 'production' : one.branch} ${commit(one)} ${one.state}${published(one.id) ? ' published' : ''}`,
    ),
  ];
}

function settingsOf({ base, packagePath, dir, cmd, region, repo, primary, aliases, guarded, guardContext, disabled }: Site): string {
  const source = repo ? `${repo.path}#${repo.branch}${repo.stopped ? ' stopped' : ''}` : 'no source';
  const names = [primary ?? 'no domain', ...aliases].join(',');
  return `${base}/${packagePath} ${dir} "${cmd}" ${region} ${source} ${names} guard=${guarded ? guardContext : 'off'} disabled=${disabled}`;
}
