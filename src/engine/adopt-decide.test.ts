import { describe, expect, test } from 'vitest';
import { type AnySurvey, bestFirst, type Candidate, type Confidence, soundsLike, survey } from '../core/adoption.ts';
import type { Key } from '../core/keys.ts';
import { decide, inOrder } from './adopt-decide.ts';

const thing = (id: string, confidence: Confidence, name = id): Candidate => ({
  id,
  name,
  confidence,
  about: '',
  where: '',
  because: ['it is'],
  differs: [],
});
const one = { pick: 'one' } as const;
const ids = (candidates: readonly Candidate[]): string[] => candidates.map(({ id }) => id);

describe('a decision', () => {
  test('what nothing else can be is taken, also where others are likely', () => {
    const decision = decide(one, [thing('a', 'certain'), thing('b', 'likely')]);
    expect([decision.state, ids(decision.chosen)]).toEqual(['taken', ['a']]);
  });

  test('what is only likely is proposed, and what only may be it is open', () => {
    expect(decide(one, [thing('a', 'likely'), thing('b', 'possible')]).state).toBe('proposed');
    expect(decide(one, [thing('a', 'possible')])).toMatchObject({ state: 'open', chosen: [] });
  });

  test('two that match equally are never guessed between', () => {
    for (const confidence of ['certain', 'likely'] as const)
      expect(decide(one, [thing('a', confidence), thing('b', confidence)])).toEqual({ state: 'open', chosen: [], why: '2 match equally' });
  });

  test('a person has the last word: by id, by a name that only one has, or none of them', () => {
    const two = [thing('a', 'certain', 'Premium'), thing('b', 'possible', 'Old')];
    expect(ids(decide(one, two, 'b').chosen)).toEqual(['b']);
    expect(ids(decide(one, two, 'Old').chosen)).toEqual(['b']);
    expect(decide(one, two, 'none')).toEqual({ state: 'declined', chosen: [] });
    expect(decide(one, two, 'c')).toMatchObject({ state: 'open', why: 'nothing of this kind is called c' });
    const twins = [thing('a', 'likely', 'Premium'), thing('b', 'likely', 'Premium')];
    expect(decide(one, twins, 'Premium').state).toBe('open');
  });

  test('of things that do not compete all are kept, and of nothing nothing', () => {
    expect(ids(decide({ pick: 'each' }, [thing('a', 'certain'), thing('b', 'certain')]).chosen)).toEqual(['a', 'b']);
    expect(decide({ pick: 'each' }, []).state).toBe('none');
  });
});

describe('the order of surveys', () => {
  const looks = (id: string, needs: readonly Key[], tolerates: readonly Key[], gives: readonly Key[]): AnySurvey =>
    survey({ id, task: id, guide: [], title: id, uses: [], needs, tolerates, gives, pick: 'one', candidates: async () => [] });

  test('those that give come before those that need', () => {
    const cluster = looks('cluster', ['ATLAS_PROJECT'], [], ['ATLAS_CLUSTER']);
    const project = looks('project', [], [], ['ATLAS_PROJECT']);
    expect(inOrder([cluster, project]).map(({ id }) => id)).toEqual(['project', 'cluster']);
  });

  test('a circle of what is only tolerated is broken where the fewest are waited for, and nothing is lost', () => {
    const cache = looks('cache', [], ['REDIS_URL'], ['REDIS_HOST']);
    const bot = looks('bot', [], ['REDIS_HOST'], ['REDIS_URL', 'MONGODB_URI']);
    const api = looks('api', [], ['MONGODB_URI', 'REDIS_HOST'], ['JWT_SECRET']);
    expect(inOrder([api, cache, bot]).map(({ id }) => id)).toEqual(['cache', 'bot', 'api']);
  });
});

test('where something is certain, what is only possible is no match', () => {
  expect(ids(bestFirst([thing('a', 'possible'), undefined, thing('b', 'likely'), thing('c', 'certain')]))).toEqual(['c', 'b']);
  expect(ids(bestFirst([thing('a', 'possible'), thing('b', 'likely')]))).toEqual(['b', 'a']);
});

test('names are alike whatever people put between the words', () => {
  expect(['Kingdom 77 premium', 'kingdom77-cache', 'KINGDOM-bot'].map((name) => soundsLike(name, 'Kingdom-77'))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['my-bot', 'Buy me a coffee', '77'].map((name) => soundsLike(name, 'Kingdom-77'))).toEqual([false, false, false]);
});
