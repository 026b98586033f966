/** Going back: checked, then deployed again with image, settings and variables of then. Without `skip_pin` the app is held there. */
import type { Call, Route } from './api.ts';
import { settleDomains } from './apps.ts';
import type { Books } from './books.ts';
import { begin, keptFor } from './deploying.ts';
import { appIn } from './deployments.ts';
import { text } from './fields.ts';
import type { App, Deployment, Json } from './model.ts';
import { bad } from './refusal.ts';
import { deploymentView } from './views.ts';

export const rollbackRoutes: readonly Route[] = [
  { method: 'POST', path: '/apps/:app/rollback/validate', asks: true, run: validate },
  { method: 'POST', path: '/apps/:app/rollback', run: goBack },
  { method: 'POST', path: '/apps/:app/rollback/commit', run: (call) => commit(appIn(call)) },
  { method: 'POST', path: '/apps/:app/rollback/revert', run: revert },
];

function targetIn(call: Call): { app: App; to: Deployment } {
  const app = appIn(call);
  return { app, to: call.books.deployment(app, text(call.body, 'deployment_id')) };
}

interface Condition {
  code: string;
  message: string;
}

function problem(books: Books, app: App, to: Deployment): Condition | undefined {
  if (app.pinned) return { code: 'app_pinned', message: 'the app is pinned to another rollback' };
  if (to.phase !== 'SUPERSEDED') return { code: 'incompatible_phase', message: `the deployment is in phase ${to.phase}` };
  if (!to.served) return { code: 'incompatible_result', message: 'the deployment was never active' };
  if (to.spec.region !== app.spec.region)
    return { code: 'region_conflict', message: `the deployment ran in region ${to.spec.region}, the app is in ${app.spec.region}` };
  if (!keptFor(books, app).includes(to))
    return {
      code: 'exceeded_revision_limit',
      message: 'the deployment is past the maximum historical revision limit for your current app tier',
    };
  return undefined;
}

function validate(call: Call): Json {
  const { app, to } = targetIn(call);
  const error = problem(call.books, app, to);
  return { valid: error === undefined, ...(error ? { error } : {}), warnings: [] };
}

function goBack(call: Call): Json {
  const { books, body } = call;
  const { app, to } = targetIn(call);
  const error = problem(books, app, to);
  if (error) throw bad(`rollback is not possible: ${error.message}`);
  const before = app.spec;
  app.spec = structuredClone(to.spec);
  settleDomains(books, app);
  const made = begin(books, app, { commit: to.commit, cause: `rollback to deployment ${to.id}`, again: to });
  if (body.skip_pin !== true) app.pinned = { deployment: made.id, before };
  return { deployment: deploymentView(made) };
}

function commit(app: App): undefined {
  if (!app.pinned) throw bad('the app has no rollback in progress');
  app.pinned = undefined;
}

function revert(call: Call): Json {
  const app = appIn(call);
  if (!app.pinned) throw bad('the app has no rollback in progress');
  app.spec = app.pinned.before;
  app.pinned = undefined;
  settleDomains(call.books, app);
  const commit = call.books.deploymentsOf(app).find(({ cause }) => !cause.startsWith('rollback'))?.commit ?? '';
  return { deployment: deploymentView(begin(call.books, app, { commit, cause: 'rollback reverted' })) };
}
