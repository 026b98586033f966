/** Deployments over the API. */
import type { Call, Route } from './api.ts';
import { begin, isArchived, isUnderWay, newestCommit, refuseHeld, setPhase } from './deploying.ts';
import { paged } from './fields.ts';
import type { App, Deployment, Json } from './model.ts';
import { bad } from './refusal.ts';
import { componentsOf } from './spec.ts';
import { deploymentView } from './views.ts';

const base = '/apps/:app/deployments';

export const deploymentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: base,
    run: (call) => paged(call.books.deploymentsOf(appIn(call)), call.query, 'deployments', deploymentView),
  },
  { method: 'POST', path: base, run: create },
  { method: 'GET', path: `${base}/:deployment`, run: (call) => ({ deployment: deploymentView(deploymentIn(call)) }) },
  { method: 'POST', path: `${base}/:deployment/cancel`, run: cancel },
  { method: 'POST', path: '/apps/:app/restart', run: restart },
];

export function appIn({ books, at }: Call): App {
  return books.app(at.app ?? '');
}

export function deploymentIn(call: Call): Deployment {
  return call.books.deployment(appIn(call), call.at.deployment ?? '');
}

/** Of the newest commit of the branch. */
function create(call: Call): Json {
  const app = appIn(call);
  refuseHeld(app);
  if (isArchived(app.spec)) throw bad('the app is archived');
  return { deployment: deploymentView(begin(call.books, app, { commit: newestCommit(call.books, app), cause: 'manual' })) };
}

function cancel(call: Call): Json {
  const one = deploymentIn(call);
  if (!isUnderWay(one)) throw bad(`deployment in phase ${one.phase} cannot be canceled`);
  setPhase(call.books, one, 'CANCELED');
  return { deployment: deploymentView(one) };
}

/** What runs is started anew; nothing is built. */
function restart(call: Call): Json {
  const app = appIn(call);
  const names = (call.body.components as string[] | undefined) ?? [];
  const unknown = names.find((name) => !componentsOf(app.spec).some((one) => one.name === name));
  if (unknown !== undefined) throw bad(`unknown component ${unknown}`);
  const active = call.books.active(app);
  if (!active || isArchived(app.spec)) throw bad('the app has no active deployment to restart');
  active.attempt += 1;
  active.down = false;
  return { deployment: deploymentView(active) };
}
