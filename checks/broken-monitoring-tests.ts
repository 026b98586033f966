/**
 * Every check of phases 6.7 and 6.8 is seen to pass on a world in which everything is deployed, and to fail on one that was broken for it.
 */
import { beforeAll, expect, test } from 'vitest';
import type { Finding } from '../src/core/check.ts';
import type { HostedRow, HostedWorld } from '../src/proof/hosted-world.ts';
import { analyticsCannotFail, analyticsRows } from './broken-analytics.ts';
import { errorsCannotFail, errorsRows } from './broken-errors.ts';
import { legalCannotFail, legalRows } from './broken-legal.ts';
import { logsCannotFail, logsRows } from './broken-logs.ts';
import { uptimeCannotFail, uptimeRows } from './broken-uptime.ts';
import { checks } from './index.ts';

interface Part {
  phase: '6.7' | '6.8';
  rows: readonly HostedRow[];
  cannotFail: Readonly<Record<string, string>>;
}
const monitoring: Part = {
  phase: '6.7',
  rows: [...errorsRows, ...uptimeRows, ...analyticsRows, ...logsRows],
  cannotFail: { ...errorsCannotFail, ...uptimeCannotFail, ...analyticsCannotFail, ...logsCannotFail },
};
const legal: Part = { phase: '6.8', rows: legalRows, cannotFail: legalCannotFail };

/** What only a person sees. */
const unproved: Readonly<Record<string, unknown>> = {
  'bot.listings': expect.stringContaining('k77 attest bot.listings'),
  'uptime.alerts': expect.stringContaining('k77 attest uptime.alerts'),
};

export function monitoringTests(opened: () => HostedWorld): void {
  partTests(opened, monitoring);
}

export function legalTests(opened: () => HostedWorld): void {
  partTests(opened, legal);
}

function partTests(opened: () => HostedWorld, { phase, rows, cannotFail }: Part): void {
  const ours = checks.filter((one) => one.phase === phase).map(({ id }) => id);
  let world: HostedWorld;
  let findings: readonly Finding[];
  beforeAll(() => {
    world = opened();
  });

  test('on a world that is right every check passes, but for what only a person sees', async () => {
    await world.back();
    findings = (await world.findAll()).filter(({ id }) => ours.includes(id));
    const states = findings.map(({ id, verdict }) => [id, verdict.state === 'unknown' ? verdict.why : verdict.state]);
    expect(Object.fromEntries(states)).toEqual(Object.fromEntries(ours.map((id) => [id, unproved[id] ?? 'pass'])));
  }, 120_000);

  test('no secret stands in what was found', async () => {
    const told = JSON.stringify(findings);
    const secrets = await world.secrets();
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });

  test.each(rows)(
    '$check fails when $when',
    async ({ check, breakIt, saw }) => {
      await world.back();
      await world.break(breakIt);
      const { verdict } = await world.find(check);
      expect(verdict).toMatchObject({ state: 'fail', evidence: { saw: expect.stringMatching(saw) }, fix: expect.stringMatching(/./) });
    },
    90_000,
  );

  test('every check is in the table, or there is a reason why it cannot fail', () => {
    const seen = new Set([...rows.map(({ check }) => check), ...Object.keys(cannotFail)]);
    expect(ours.filter((id) => !seen.has(id))).toEqual([]);
    expect(rows.filter(({ check }) => check in cannotFail)).toEqual([]);
  });
}
