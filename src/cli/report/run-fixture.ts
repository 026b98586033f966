/** A run as a real deployment gives it: every check of the catalogue and more, in all states, with samples. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../catalogue.ts';
import type { AnyCheck, BoxState, Evidence, Finding, Verdict } from '../../core/check.ts';
import { guideBoxes } from '../../core/guide-contents.ts';
import type { EnvironmentName } from '../../core/phase.ts';
import { systemRandom } from '../../ports/random.ts';
import { systemShell } from '../../ports/shell.ts';
import type { RunSeen } from '../../report/history.ts';
import { type OpenWorkspace, openWorkspace } from '../../workspace/workspace.ts';

/** A workspace in a folder of its own, with a project and a domain. */
export async function freshWorkspace(
  root = mkdtempSync(join(tmpdir(), 'k77-report-')),
  environment: EnvironmentName = 'production',
): Promise<OpenWorkspace> {
  const clock = { now: () => new Date('2026-11-22T14:02:11Z'), tick: () => 0, sleep: async () => {} };
  const workspace = await openWorkspace({
    root,
    environment,
    clock,
    random: systemRandom,
    shell: systemShell,
    env: () => undefined,
  });
  await workspace.answer('project', 'kingdom77');
  await workspace.answer('domain', 'kingdom77.com');
  return workspace;
}

const wave = (count: number, middle: number, spread: number): number[] =>
  Array.from(
    { length: count },
    (_, index) => Math.round((middle + spread * Math.abs(Math.sin(index * 1.7) * Math.cos(index * 0.37)) ** 2) * 10) / 10,
  );

function evidence(check: AnyCheck, index: number, extra: Partial<Evidence> = {}): Evidence {
  return {
    saw: `${index + 2} of ${index + 2} are as they should be, the oldest of 21 November 2026`,
    want: check.title.toLowerCase(),
    from: `GET /v1/${check.id.replaceAll('.', '/')}`,
    at: '2026-11-22T14:02:19.000Z',
    ...extra,
  };
}

export interface Broken {
  /** Ids of checks that fail in this run. */
  fails?: readonly string[];
  /** What one of them saw. */
  saw?: string;
}

/** Every state is there; `fails` decides which checks fail. */
export function findings({ fails = [], saw = '131 of 120 requests passed' }: Broken = {}): Finding[] {
  const all = catalogue.checks.map((check, index): Finding => {
    const { id, section, title, phase, guide, weight } = check;
    return { id, section, title, phase, guide, weight, verdict: verdictOf(check, index, fails, saw), ms: 20 + ((index * 37) % 900) };
  });
  const more = all.slice(0, Math.max(0, 210 - all.length)).map((one) => ({ ...one, id: `${one.id}-again` }));
  return [...all, ...more];
}

function verdictOf(check: AnyCheck, index: number, fails: readonly string[], saw: string): Verdict {
  if (fails.includes(check.id))
    return {
      state: 'fail',
      evidence: evidence(check, index, { saw, want: 'at most 120 a minute' }),
      fix: 'k77 deploy --only api.variables',
    };
  if (check.attestable && index % 2 === 0 && check.id !== 'launch.screenshots')
    return {
      state: 'attested',
      by: 'Ada',
      at: '2026-11-01T10:00:00.000Z',
      until: '2027-01-30T10:00:00.000Z',
      note: 'looked at the dashboard',
      proof: 'https://example.com/proof',
    };
  if (index % 41 === 7) return { state: 'unknown', why: 'needs the address of the API, which phase 6.5 makes', provedBy: '6.5' };
  if (index % 53 === 11) return { state: 'impossible', why: 'a free cluster keeps no backups', instead: 'Flex from $8/month' };
  if (index % 67 === 3)
    return { state: 'waived', by: 'Ada', at: '2026-11-01T10:00:00.000Z', until: '2026-12-24T10:00:00.000Z', note: 'after the launch' };
  return { state: 'pass', evidence: evidence(check, index, samplesFor(check.id)) };
}

function samplesFor(id: string): Partial<Evidence> {
  if (id === 'api.healthy')
    return { samples: [{ name: 'API, from request to the last byte', unit: 'ms', values: wave(40, 38, 60), limit: 200 }] };
  if (id === 'dashboard.fast') return { samples: [{ name: 'Dashboard, home page', unit: 'ms', values: wave(24, 610, 900), limit: 2000 }] };
  if (id === 'bot.online') return { samples: [{ name: 'Bot, heartbeat to Discord', unit: 'ms', values: wave(60, 41, 30), limit: 100 }] };
  if (id === 'launch.screenshots') return { artefact: '.k77/production/evidence/launch.screenshots.png' };
  return {};
}

export function boxes(found: readonly Finding[]): BoxState[] {
  return guideBoxes.map(({ id }) => {
    const behind = found.filter(({ guide }) => guide.includes(id));
    const state = behind.find(({ verdict }) => verdict.state !== 'pass')?.verdict.state ?? (behind.length > 0 ? 'pass' : 'unknown');
    return { id, state, by: behind.map((one) => one.id), ...(behind.length > 0 ? {} : { why: 'nothing that was looked at covers it' }) };
  });
}

/** @param day of November 2026 */
export function seen(day: number, broken: Broken = {}, only: readonly string[] = []): RunSeen {
  const all = findings(broken);
  const found = only.length > 0 ? all.filter(({ id }) => only.includes(id)) : all;
  const summary = { pass: 0, fail: 0, unknown: 0, impossible: 0, attested: 0, waived: 0 };
  for (const { verdict } of found) summary[verdict.state] += 1;
  const blocked = found.some(({ weight, verdict }) => weight === 'blocker' && ['fail', 'unknown'].includes(verdict.state));
  return {
    verified: { exit: blocked ? 3 : 0, summary, findings: found, boxes: boxes(found) },
    at: new Date(`2026-11-${String(day).padStart(2, '0')}T02:13:00Z`),
    tookMs: 14_200,
    scope: { sections: [], checks: only },
    release: { id: 'r-0007', commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678' },
    k77: '0.11.0',
  };
}
