/** Deploys over the API. */
import type { Call, Route } from './api.ts';
import { cancelOrder, deployCommit, rollBack } from './deploying.ts';
import { maybeText, oneOf, paged, passes, text } from './fields.ts';
import type { Deploy, Json, Service } from './model.ts';
import { bad } from './refusal.ts';

const base = '/services/:service/deploys';

export const deployRoutes: readonly Route[] = [
  { method: 'GET', path: base, run: list },
  { method: 'POST', path: base, status: 201, run: create },
  { method: 'GET', path: `${base}/:deploy`, run: (call) => deployView(deployIn(call)) },
  { method: 'POST', path: `${base}/:deploy/cancel`, run: cancelled },
  { method: 'POST', path: '/services/:service/rollback', status: 201, run: rolledBack },
];

function serviceIn({ books, at }: Call): Service {
  return books.service(at.service ?? '');
}

function deployIn(call: Call): Deploy {
  return call.books.deploy(serviceIn(call), call.at.deploy ?? '');
}

function list(call: Call): Json[] {
  const found = call.books.deploysOf(serviceIn(call)).filter(({ status }) => passes(call.query, 'status', status));
  return paged(found, call.query, 'deploy', deployView);
}

function create(call: Call): Json {
  const { books, body } = call;
  const commit = maybeText(body, 'commitId');
  const mode = oneOf(body, 'deployMode', ['deploy_only', 'build_and_deploy']);
  const cache = oneOf(body, 'clearCache', ['clear', 'do_not_clear']);
  if (mode !== undefined && (commit !== undefined || cache !== undefined))
    throw bad('deployMode cannot be combined with commitId, imageUrl or clearCache');
  return deployView(deployCommit(books, serviceIn(call), commit));
}

function cancelled(call: Call): Json {
  const one = deployIn(call);
  cancelOrder(call.books, one);
  return deployView(one);
}

function rolledBack(call: Call): Json {
  const { books, body } = call;
  const service = serviceIn(call);
  return deployView(rollBack(books, service, books.deploy(service, text(body, 'deployId'))));
}

export function deployView({ id, status, trigger, commit, message, createdAt, startedAt, finishedAt, updatedAt }: Deploy): Json {
  return {
    id,
    ...(commit === '' ? {} : { commit: { id: commit, message, createdAt } }),
    status,
    trigger,
    createdAt,
    updatedAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}
