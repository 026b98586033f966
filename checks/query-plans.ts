/** What `explain` of MongoDB says of a query: read from the whole tree of its plan, whatever engine ran it. Pure. */
import type { Doc } from '../src/vendors/mongodb.ts';

export interface PlanSeen {
  /** Names of the indexes that it reads; `_id_` for a look-up by id. */
  indexes: readonly string[];
  /** It looks at every document of the collection. */
  scans: boolean;
  /** The collection is not there. */
  absent: boolean;
  returned: number;
  examined: number;
}

/** Ways to a document by its `_id` alone, which name no index: https://www.mongodb.com/docs/manual/reference/explain-results/ */
const byId = ['IDHACK', 'EXPRESS_IXSCAN', 'EXPRESS_CLUSTERED_IXSCAN', 'CLUSTERED_IXSCAN'];

export function planIn(explained: Doc): PlanSeen {
  const planner = (explained.queryPlanner ?? {}) as Doc;
  const stats = (explained.executionStats ?? {}) as Doc;
  const stages = stagesIn(planner.winningPlan);
  const names = stages.map(({ stage }) => String(stage));
  return {
    indexes: [
      ...new Set(
        stages.flatMap(({ stage, indexName }) =>
          typeof indexName === 'string' ? [indexName] : byId.includes(String(stage)) ? ['_id_'] : [],
        ),
      ),
    ],
    scans: names.includes('COLLSCAN'),
    absent: names.includes('EOF') || names.length === 0,
    returned: Number(stats.nReturned ?? 0),
    examined: Number(stats.totalDocsExamined ?? 0),
  };
}

/** Every stage, from the outside in: plans nest as `inputStage`, `inputStages`, `queryPlan`, and per shard. */
function stagesIn(plan: unknown): Doc[] {
  if (Array.isArray(plan)) return plan.flatMap(stagesIn);
  if (typeof plan !== 'object' || plan === null) return [];
  const one = plan as Doc;
  const nested = ['inputStage', 'inputStages', 'queryPlan', 'shards', 'winningPlan', 'outerStage', 'innerStage', 'thenStage', 'elseStage'];
  return [...(typeof one.stage === 'string' ? [one] : []), ...nested.flatMap((name) => stagesIn(one[name]))];
}
