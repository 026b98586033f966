/** Plans in the shapes in which MongoDB tells them. */
import { expect, test } from 'vitest';
import { planIn } from './query-plans.ts';

const stats = (nReturned: number, totalDocsExamined: number) => ({ executionStats: { nReturned, totalDocsExamined } });

test.each([
  ['a look-up by id', { stage: 'IDHACK' }, { indexes: ['_id_'], scans: false, absent: false }],
  ['a look-up by id in 8.0', { stage: 'EXPRESS_IXSCAN', indexName: '_id_' }, { indexes: ['_id_'], scans: false, absent: false }],
  [
    'an index below a limit',
    { stage: 'LIMIT', inputStage: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'a_1' } } },
    { indexes: ['a_1'], scans: false, absent: false },
  ],
  [
    'the slot-based engine',
    { isCached: false, queryPlan: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'b_1' } }, slotBasedPlan: {} },
    { indexes: ['b_1'], scans: false, absent: false },
  ],
  [
    'a branch of $or that scans',
    { stage: 'SUBPLAN', inputStage: { stage: 'OR', inputStages: [{ stage: 'IXSCAN', indexName: 'a_1' }, { stage: 'COLLSCAN' }] } },
    { indexes: ['a_1'], scans: true, absent: false },
  ],
  [
    'a shard that scans below a sort',
    { stage: 'SINGLE_SHARD', shards: [{ winningPlan: { stage: 'SORT', inputStage: { stage: 'COLLSCAN' } } }] },
    { indexes: [], scans: true, absent: false },
  ],
  ['a collection that is not there', { stage: 'EOF' }, { indexes: [], scans: false, absent: true }],
])('%s', (_name, winningPlan, seen) => {
  expect(planIn({ queryPlanner: { winningPlan }, ...stats(2, 5) })).toEqual({ ...seen, returned: 2, examined: 5 });
});
