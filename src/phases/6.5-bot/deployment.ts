/**
 * Which deployment is the wanted one: of the wanted commit, with the wanted set of variables. Pure.
 */
import type { Deployment, DeploymentStatus } from '../../core/host.ts';
import type { Deployed } from '../../core/release.ts';

export interface WantedDeployment {
  commit: string;
  /** As `hosted-variables.ts` marks a set. */
  variables: string;
}

/** @param all newest first. @param kept what k77 remembers of the deployment that it saw go live */
export function isWanted(one: Deployment, all: readonly Deployment[], want: WantedDeployment, kept?: Deployed | undefined): boolean {
  if (one.preview || one.commit !== want.commit) return false;
  if (kept?.id === one.id) return kept.variables === want.variables;
  const after = want.variables.slice(want.variables.indexOf('@') + 1);
  if (after === 'any' || after === 'none') return true;
  const [mine, before] = [all.findIndex(({ id }) => id === one.id), all.findIndex(({ id }) => id === after)];
  return mine >= 0 && (before < 0 || mine < before);
}

const underWay: readonly DeploymentStatus[] = ['waiting', 'building', 'starting'];

export function isUnderWay({ status }: Deployment): boolean {
  return underWay.includes(status);
}

/** The wanted one that serves, or else the newest wanted one that is on its way. */
export function wantedAmong(all: readonly Deployment[], want: WantedDeployment, kept?: Deployed | undefined): Deployment | undefined {
  const wanted = all.filter((one) => isWanted(one, all, want, kept));
  return wanted.find(({ current, status }) => current && status === 'live') ?? wanted.find(isUnderWay);
}

/** What serves now. */
export function currentAmong(all: readonly Deployment[]): Deployment | undefined {
  return all.find(({ current, preview }) => current && !preview);
}

export function deployedIn(text: string | undefined): Deployed | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Deployed);
  } catch {
    return undefined;
  }
}
