/** `explain` of find, count, distinct, update, delete and aggregate: the plan that is really used, and what it looked at. */
import { version } from '../core.ts';
import { notHere } from '../errors.ts';
import { type Query, select } from '../query/select.ts';
import { compilePipeline } from '../stages/pipeline.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { settingOf } from './aggregate.ts';
import { type Call, type Command, collectionName, namedCollection } from './types.ts';

export const explain: Command = {
  needs: 'read',
  run(call) {
    const inner = call.body.explain;
    if (!isDoc(inner)) throw notHere('explain without a command');
    const [name = ''] = Object.keys(inner);
    return explained({ ...call, name, body: inner }, String(call.body.verbosity ?? 'allPlansExecution'));
  },
};

export function explained(call: Call, verbosity: string): Doc {
  const query = queryOf(call);
  const { items, plan, examined } = select(namedCollection(call), query);
  const sorts = isDoc(query.sort) && Object.keys(query.sort).length > 0;
  const winningPlan = sorts ? { stage: 'SORT', sortPattern: query.sort, inputStage: plan.stage } : plan.stage;
  const namespace = `${call.db}.${collectionName(call)}`;
  const queryPlanner = { namespace, parsedQuery: query.filter ?? {}, winningPlan, rejectedPlans: [] };
  const byIndex = 'inputStage' in plan.stage || plan.stage.stage === 'IDHACK';
  const executionStats = {
    executionSuccess: true,
    nReturned: items.length,
    executionTimeMillis: 0,
    totalKeysExamined: byIndex ? examined : 0,
    totalDocsExamined: examined,
    executionStages: winningPlan,
  };
  const serverInfo = {
    host: call.core.hosts[0]?.split(':')[0] ?? '',
    port: Number(call.core.hosts[0]?.split(':')[1] ?? 0),
    version,
    gitVersion: 'k77',
  };
  return {
    explainVersion: '1',
    queryPlanner,
    ...(verbosity === 'queryPlanner' ? {} : { executionStats }),
    command: call.body,
    serverInfo,
    ok: 1,
  };
}

function queryOf(call: Call): Query {
  const { name, body, scope } = call;
  if (name === 'find')
    return { filter: body.filter, sort: body.sort, hint: body.hint, limit: Number(body.limit ?? 0), skip: Number(body.skip ?? 0), scope };
  if (name === 'count' || name === 'distinct') return { filter: body.query, hint: body.hint, scope };
  if (name === 'update' || name === 'delete') {
    const [first] = (body.updates ?? body.deletes ?? []) as Doc[];
    return { filter: first?.q, hint: first?.hint, scope };
  }
  if (name !== 'aggregate') throw notHere(`explain of ${name}`);
  const pipeline = (body.pipeline ?? []) as Doc[];
  compilePipeline(pipeline, settingOf(call));
  return {
    filter: pipeline[0]?.$match,
    sort: pipeline[0]?.$sort ?? (pipeline[0]?.$match ? pipeline[1]?.$sort : undefined),
    hint: body.hint,
    scope,
  };
}
