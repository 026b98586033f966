/**
 * What stands in the emulated Vercel, one line a thing, in words that do not change from run to run. Deployments that were superseded count, by the order of their
 * commits: two of one commit are one too many. How far a certificate is does not: that comes by itself once the records stand.
 */
import { numbered } from '../hosting/numbered.ts';
import { measuresOf } from './measures.ts';
import type { Project, VercelState } from './model.ts';

export function vercelInventory(state: VercelState): string[] {
  const name = (id: string): string => state.projects.find((one) => one.id === id)?.name ?? '?';
  const commit = numbered(state.deployments);
  const current = (id: string): boolean => state.projects.some((one) => one.current === id);
  return [
    ...state.projects.map((one) => `vercel project ${one.name} ${settingsOf(one)}`),
    ...state.variables.map((one) => `vercel variable ${name(one.project)} ${one.key} ${one.type} ${[...one.target].sort().join(',')}`),
    ...state.domains.map((one) => `vercel domain ${name(one.project)} ${one.name} → ${one.redirect ?? 'site'}`),
    ...(state.drains ?? []).map((one) => `vercel drain ${one.name} ${(one.projects ?? []).map(name).join(',')}`),
    ...state.deployments.map(
      (one) =>
        `vercel deployment ${name(one.project)} ${one.production ? 'production' : one.branch} ${commit(one)} ${one.source} ${one.state}${current(one.id) ? ' current' : ''}`,
    ),
  ];
}

function settingsOf(one: Project): string {
  const { framework, rootDirectory, buildCommand, link, protection, paused, regions } = one;
  const source = link ? `${link.org}/${link.repo}#${link.productionBranch}` : 'no source';
  return `${framework} ${rootDirectory} "${buildCommand}" ${regions.join(',')} ${source} protection=${protection} paused=${paused} skip=${one.commandForIgnoringBuildStep} measures=${measuresOf(one).join(',')}`;
}
