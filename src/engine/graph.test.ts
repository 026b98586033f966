import { describe, expect, test } from 'vitest';
import type { Key } from '../core/keys.ts';
import type { Phase, PhaseNumber } from '../core/phase.ts';
import { type AnyTask, task } from '../core/task.ts';
import { before, joining, leading, ordered, producers } from './graph.ts';

function step(id: string, needs: Key[], gives: Key[]): AnyTask {
  return task({
    id,
    guide: [],
    title: id,
    uses: [],
    needs,
    want: () => ({}),
    read: async () => undefined,
    apply: async () => ({}),
    undo: { never: 'a test' },
    gives: Object.fromEntries(gives.map((key) => [key, () => 'x'])) as Record<Key, () => string>,
  });
}

const a = step('a', ['project'], ['STRIPE_PRODUCT_PREMIUM_MONTHLY']);
const b = step('b', ['STRIPE_PRODUCT_PREMIUM_MONTHLY'], ['STRIPE_PRICE_PREMIUM_MONTHLY']);
const c = step('c', ['STRIPE_PRICE_PREMIUM_MONTHLY', 'STRIPE_PRODUCT_PREMIUM_MONTHLY'], []);

test('tasks come after those whose values they need, whatever order they are declared in', () => {
  expect(ordered([c, b, a])).toEqual([a, b, c]);
  expect(ordered([a, c, b])).toEqual([a, b, c]);
});

test('what nobody among them gives is no dependency', () => {
  expect(before(b, producers([b, c]))).toEqual([]);
  expect(before(c, producers([a, b, c]))).toEqual([b, a]);
});

test('a circle is named', () => {
  const d = step('d', ['STRIPE_PRICE_PREMIUM_MONTHLY'], ['STRIPE_PRODUCT_PREMIUM_MONTHLY']);
  expect(() => ordered([b, d])).toThrow('b → d → b');
});

test('two tasks cannot give the same value', () => {
  expect(() => producers([a, step('z', [], ['STRIPE_PRODUCT_PREMIUM_MONTHLY'])])).toThrow(
    'z and a both give STRIPE_PRODUCT_PREMIUM_MONTHLY',
  );
});

const phase = (number: PhaseNumber, tasks: AnyTask[]): Phase => ({
  number,
  id: 'domain',
  title: number,
  minutes: 1,
  guideEstimate: '',
  questions: [],
  tasks,
  gate: [],
});

describe('tasks that wait for a later phase', () => {
  const zone = step('zone', [], ['CLOUDFLARE_ZONE']);
  const records = step('records', ['CLOUDFLARE_ZONE', 'API_RECORDS'], ['API_HOST']);
  const seen = step('seen', ['API_HOST'], []);
  const bot = step('bot', [], ['NAMESERVERS']);
  const host = step('host', [], ['API_RECORDS']);
  const domain = phase('6.4', [zone, records, seen]);
  const hosting = phase('6.5', [bot]);
  const web = phase('6.6', [host]);

  test('join the phase that gives what they need, with those that build on them', () => {
    expect(joining([domain, hosting, web], web)).toEqual([records, seen]);
  });

  test('join no other phase', () => {
    expect(joining([domain, hosting, web], hosting)).toEqual([]);
    expect(joining([domain, hosting, web], domain)).toEqual([]);
  });
});

describe('tasks of later phases that come first', () => {
  const organization = step('organization', ['SENTRY_TOKEN'], ['SENTRY_ORG']);
  const keys = step('keys', ['SENTRY_ORG'], ['SENTRY_DSN_BOT']);
  const releases = step('releases', ['SENTRY_ORG', 'BOT_DEPLOYED'], ['SENTRY_PROJECT']);
  const variables = { ...step('variables', ['project'], ['BOT_VARIABLES']), tolerates: ['SENTRY_DSN_BOT', 'SENTRY_PROJECT'] } as AnyTask;
  const later = [phase('6.7', [organization, keys, releases])];
  const starts: Phase = { ...phase('6.5', [variables]), begins: true };
  const knows =
    (...keys: Key[]) =>
    (key: Key): boolean =>
      keys.includes(key);

  test('are those whose values services would start with, and what they build on, as far as everything is known', () => {
    expect(leading(starts, later, knows('SENTRY_TOKEN'))).toEqual([organization, keys]);
    expect(leading(starts, later, knows('SENTRY_TOKEN', 'BOT_DEPLOYED'))).toEqual([organization, keys, releases]);
  });

  test('are none where an answer is lacking, and none in a phase that starts nothing', () => {
    expect(leading(starts, later, knows())).toEqual([]);
    expect(leading(phase('6.5', [variables]), later, knows('SENTRY_TOKEN'))).toEqual([]);
  });
});
