/** Which deployment has the production domains: promotion, rollback, pause; and who may pass the protection. */
import type { Call, Route } from './api.ts';
import { letters } from './books.ts';
import { land } from './deploying.ts';
import { isCandidate } from './deployment-view.ts';
import { paged, text } from './fields.ts';
import type { Deployment, Json, Project } from './model.ts';
import { projectView } from './project-view.ts';
import { bad, Refusal } from './refusal.ts';

function spot({ books, account, at }: Call): { project: Project; one: Deployment } {
  const project = books.project(at.project ?? '', account);
  const one = books.deployment(at.deployment ?? '', account);
  if (one.project !== project.id) throw bad('The deployment does not belong to the project.');
  if (one.state !== 'READY') throw bad('The deployment is not ready.', 'deployment_not_ready');
  return { project, one };
}

/** The build of before is brought up; the domains follow when it answers. */
function move(call: Call, project: Project, one: Deployment, type: 'promote' | 'rollback'): void {
  const { books } = call;
  project.moving = { to: one.id, type, at: books.ms(), from: project.current ?? '' };
  if (project.current === one.id || one.upstreams.length > 0) land(books, project);
  else one.attempt += 1;
}

function promote(call: Call): void {
  const { project, one } = spot(call);
  if (!one.production)
    throw new Refusal(409, 'preview_deployment', 'Preview deployments cannot be promoted to production without a build.');
  if (project.current === one.id && project.autoAssign)
    throw new Refusal(409, 'already_current', 'The deployment is already the current production deployment.');
  move(call, project, one, 'promote');
}

function rollback(call: Call): void {
  const { project, one } = spot(call);
  if (project.current === one.id) throw new Refusal(409, 'already_current', 'The deployment is already the current production deployment.');
  if (!isCandidate(call.books, one))
    throw call.books.planOf(project.account) === 'hobby'
      ? new Refusal(402, 'payment_required', 'Rolling back further than the previous production deployment requires a Pro plan.')
      : bad('The deployment is not a rollback candidate.', 'invalid_rollback_target');
  move(call, project, one, 'rollback');
}

function pause(on: boolean): (call: Call) => void {
  return ({ books, account, at }) => {
    books.project(at.project ?? '', account).paused = on;
  };
}

function aliases({ books, account, at, query }: Call): Json {
  const { lastMove, moving } = books.project(at.project ?? '', account);
  const domains = books.state.domains.filter(({ verified }) => verified);
  if (!lastMove && !moving) return { aliases: [], pagination: paged([], query, () => 0).pagination };
  const status = moving ? 'in-progress' : 'completed';
  const { page, pagination } = paged(domains, query, ({ createdAt }) => createdAt);
  return { aliases: page.map(({ name, createdAt }) => ({ status, alias: name, id: createdAt })), pagination };
}

/** Makes a secret, or takes one back. */
function bypass({ books, account, at, body }: Call): Json {
  const project = books.project(at.project ?? '', account);
  const { generate, revoke } = body as { generate?: { secret?: string }; revoke?: Json };
  if (revoke) project.bypass = project.bypass.filter(({ $secret }) => $secret !== text(revoke, 'secret'));
  if (generate || revoke?.regenerate === true) {
    const $secret = generate?.secret ?? letters(books.tools.random, 32);
    if (!/^[A-Za-z0-9]{32}$/.test($secret)) throw bad('The secret must be 32 characters long and hold letters and digits only.');
    project.bypass.push({ $secret, createdAt: books.ms() });
  }
  return { protectionBypass: projectView(books, project).protectionBypass };
}

export const moveRoutes: readonly Route[] = [
  { method: 'POST', path: '/v10/projects/:project/promote/:deployment', status: 201, run: promote },
  { method: 'POST', path: '/v1/projects/:project/rollback/:deployment', status: 201, run: rollback },
  { method: 'GET', path: '/v1/projects/:project/promote/aliases', run: aliases },
  { method: 'GET', path: '/v1/projects/:project/rollback/aliases', run: aliases },
  { method: 'POST', path: '/v1/projects/:project/pause', run: pause(true) },
  { method: 'POST', path: '/v1/projects/:project/unpause', run: pause(false) },
  { method: 'PATCH', path: '/v1/projects/:project/protection-bypass', run: bypass },
];
