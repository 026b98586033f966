import { dataMap, impersonal } from '@k77/config';
import { expect, test } from 'vitest';
import { answerDue, erasePlan, exportPlan, purgePlan } from './privacy.ts';

const user = '100000000000000002';

test('every collection of the data map is exported and erased or kept with a reason', () => {
  const exported = exportPlan(user).map(({ collection }) => collection);
  const erased = erasePlan(user, 'gone-1').map(({ collection }) => collection);
  expect(exported).toEqual(dataMap.map(({ collection }) => collection));
  expect(erased).toEqual(exported);
  for (const step of erasePlan(user, 'gone-1')) if (step.action === 'keep') expect(step.why.length).toBeGreaterThan(10);
});

test('logins and tokens are deleted, payments kept, moderation pseudonymised', () => {
  const action = Object.fromEntries(erasePlan(user, 'gone-1').map(({ collection, action }) => [collection, action]));
  expect(action).toMatchObject({
    accounts: 'delete',
    sessions: 'delete',
    premium_subscriptions: 'keep',
    warnings: 'pseudonymise',
    giveaways: 'pull',
  });
});

test('secrets are not exported', () => {
  const without = Object.fromEntries(exportPlan(user).map(({ collection, without }) => [collection, without]));
  expect(without.accounts).toContain('tokens');
  expect(without.sessions).toContain('_id');
});

test('what was paid for stays when the bot leaves a server', () => {
  const purged = purgePlan().map(({ collection }) => collection);
  expect(purged).toContain('warnings');
  for (const kept of ['premium_subscriptions', 'refunds', 'entitlements', ...Object.keys(impersonal)]) expect(purged).not.toContain(kept);
});

test('requests are due in 30 days in Europe and 45 in California', () => {
  const asked = new Date('2026-01-31T12:00:00Z');
  expect(answerDue(asked)).toEqual(new Date('2026-03-02T12:00:00Z'));
  expect(answerDue(asked, 'ccpa')).toEqual(new Date('2026-03-17T12:00:00Z'));
});
