/**
 * A change of an app. DigitalOcean deploys by every one. Where one of an app that runs shall only be saved, its deployment is called off at once, long before anything
 * of it could run; of an app that is archived nothing runs anyhow.
 */
import { OperatorError } from '../core/errors.ts';
import type { DigitalOceanClient } from '../vendors/digitalocean-client.ts';
import { DigitalOceanRefusal } from '../vendors/digitalocean-http.ts';
import type { DoApp, DoDeployment, DoSpec } from '../vendors/digitalocean-types.ts';
import { appPage } from './digitalocean-place.ts';
import { isArchived } from './digitalocean-spec.ts';

interface How {
  /** It is saved, and deployed with the next deployment. */
  quietly: boolean;
  /** Of the newest commit of the branch; else of the one that is deployed. */
  newest?: boolean;
}

/** By app. */
const turns = new Map<string, Promise<unknown>>();

/** Everything of an app is one spec that is replaced as a whole: tasks that run side by side read and replace it one after the other, so that none undoes another's. */
export async function inTurn<T>(app: string, act: () => Promise<T>): Promise<T> {
  const mine = (turns.get(app) ?? Promise.resolve()).then(act);
  const over = mine.then(
    () => {},
    () => {},
  );
  turns.set(app, over);
  try {
    return await mine;
  } finally {
    if (turns.get(app) === over) turns.delete(app);
  }
}

/** @returns the deployment that it began */
export async function change(client: DigitalOceanClient, app: DoApp, spec: DoSpec, how: How): Promise<DoDeployment | undefined> {
  refuseHeld(app);
  const after = await client.updateApp(app.id, spec, how.newest === true);
  const begun = after.pending_deployment ?? after.in_progress_deployment;
  if (how.quietly && !isArchived(spec)) await callOff(client, app.id, begun);
  return begun;
}

const underWay: readonly DoDeployment['phase'][] = ['UNKNOWN', 'PENDING_BUILD', 'BUILDING', 'PENDING_DEPLOY', 'DEPLOYING'];

export function isUnderWay({ phase = 'UNKNOWN' }: DoDeployment): boolean {
  return underWay.includes(phase);
}

/** Deployments that nobody ordered. @param begun one that the list may not have yet */
export async function callOff(client: DigitalOceanClient, app: string, begun?: DoDeployment): Promise<void> {
  const listed = await client.deployments(app);
  const all = begun && !listed.some(({ id }) => id === begun.id) ? [begun, ...listed] : listed;
  for (const one of all.filter(isUnderWay)) {
    await client.cancelDeployment(app, one.id).catch(async (error: unknown) => {
      const now = await client.deployment(app, one.id);
      // It ended meanwhile: with what is wanted, or not at all.
      if (!(error instanceof DigitalOceanRefusal) || (now && isUnderWay(now))) throw error;
    });
  }
}

/** Somebody went back by hand and holds it there; only they know until when. */
export function refuseHeld({ id, spec, pinned_deployment: pinned }: DoApp): void {
  if (!pinned) return;
  throw new OperatorError({
    what: `${spec.name} was rolled back by hand and is held there: DigitalOcean takes no change of it and deploys nothing`,
    fix: 'commit or revert the rollback on its page, then run the same command again',
    see: appPage({}, id),
  });
}
