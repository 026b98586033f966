import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { OperatorError } from '../core/errors.ts';
import { openFiles } from '../ports/files.ts';
import { scheduleLines, writeNightly } from './commands/schedule.ts';
import { look } from './io-double.ts';
import { minuteFor, type Nightly, nightlyCommand, nightlyPath, nightlyText, secretCommand } from './schedule-github.ts';
import { columns } from './text.ts';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}
interface Workflow {
  on: { schedule: { cron: string }[]; workflow_dispatch: null };
  permissions: Record<string, string>;
  concurrency: { group: string };
  jobs: { verify: { steps: Step[] } };
}

const nightly: Nightly = { environment: 'production', version: '1.2.3', allow: [], minute: 17 };
const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'k77-nightly-'));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

const workflowOf = (one: Nightly): Workflow => parse(nightlyText(one)) as Workflow;
const stepsOf = (one: Nightly): Step[] => workflowOf(one).jobs.verify.steps;
const stepNamed = (name: RegExp): Step => stepsOf(nightly).find((step) => name.test(step.name ?? '')) ?? {};

describe('the workflow', () => {
  test('runs at night, away from full hours, one at a time, and may write issues and nothing else', () => {
    const { on, permissions, concurrency } = workflowOf(nightly);
    expect(on).toEqual({ schedule: [{ cron: '17 3 * * *' }], workflow_dispatch: null });
    expect(permissions).toEqual({ contents: 'read', issues: 'write' });
    expect(concurrency.group).toBe('k77-verify');
    const minutes = ['00000000', 'ffffffff', '12345678', 'abcdef01'].map(minuteFor);
    expect(minutes.every((minute) => minute >= 7 && minute <= 53)).toBe(true);
  });

  test('pins every action to a commit', () => {
    const used = stepsOf(nightly).flatMap(({ uses }) => uses ?? []);
    expect(used).toHaveLength(3);
    for (const one of used) expect(one).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
  });

  test('runs this version, allows nothing that was not allowed, and names staging where that is meant', () => {
    expect(stepNamed(/^Verify$/).run).toContain(`${nightlyCommand(nightly)} || code=$?`);
    expect(nightlyCommand(nightly)).toBe(
      'npx --yes k77@1.2.3 verify --yes --allow nothing --no-browser --junit k77-verify.xml --markdown k77-verify.md',
    );
    const staging: Nightly = { ...nightly, environment: 'staging', allow: ['test-data'] };
    expect(nightlyCommand(staging)).toContain('verify --yes --env staging --allow test-data --no-browser');
    expect(nightlyPath('staging')).toBe('.github/workflows/k77-verify-staging.yml');
    expect(nightlyText(staging)).toContain('secrets.K77_WORKSPACE_STAGING');
    expect(nightlyText(staging)).not.toMatch(/\.env\.production|secrets\.K77_WORKSPACE \}/);
  });

  test('reads exactly the secret that its head tells how to set, and puts no expression into a script', () => {
    expect([...nightlyText(nightly).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name)).toEqual(['K77_WORKSPACE']);
    expect(nightlyText(nightly)).toContain(`#   ${secretCommand('production')}`);
    for (const { run, name } of stepsOf(nightly)) expect(run ?? '', name).not.toContain('${{');
  });

  test('is valid shell throughout', () => {
    for (const { run } of stepsOf(nightly)) {
      if (run === undefined) continue;
      const { status, stderr } = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});

describe('the issue', () => {
  /** Runs the step with a `gh` that writes down what it is asked and knows these open issues. */
  function tellIn(code: string, open: string, report?: string): { asked: string[]; body: string | undefined } {
    const cwd = folder();
    const gh = `#!/bin/bash\nprintf '%s\\n' "$*" >> "${cwd}/asked"\nif [ "$2" = list ]; then printf '%s' "${open}"; fi\n`;
    writeFileSync(join(cwd, 'gh'), gh, { mode: 0o755 });
    if (report !== undefined) writeFileSync(join(cwd, 'k77-verify.md'), report);
    const { status, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail'], {
      cwd,
      input: stepNamed(/issue/).run ?? '',
      encoding: 'utf8',
      env: { PATH: `${cwd}:${process.env.PATH}`, CODE: code, RUN: 'https://github.com/o/r/actions/runs/1' },
    });
    expect([status, stderr]).toEqual([0, '']);
    const asked = readFileSync(join(cwd, 'asked'), 'utf8').trim().split('\n');
    return { asked: asked.map((line) => line.split(' ').slice(0, 3).join(' ')), body: read(join(cwd, 'k77-verify.md')) };
  }
  const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

  test('is opened on a failure, with the report and the run', () => {
    const { asked, body } = tellIn('3', '', '# 1 failed\n');
    expect(asked).toEqual(['issue list --label', 'label create k77-verify', 'issue create --title']);
    expect(body).toMatch(/^# 1 failed\n[\s\S]*actions\/runs\/1\n$/);
  });

  test('is brought up to date while it is open, and never doubled', () => {
    expect(tellIn('3', '12', '# 1 failed\n').asked).toEqual(['issue list --label', 'issue edit 12']);
  });

  test('is closed when all is proved, and nothing is opened then', () => {
    expect(tellIn('0', '12', '# fine\n').asked).toEqual(['issue list --label', 'issue close 12']);
    expect(tellIn('0', '', '# fine\n').asked).toEqual(['issue list --label']);
  });

  test('is opened, too, when the run came to no result', () => {
    expect(tellIn('', '').body).toContain('came to no result (exit code none)');
    expect(tellIn('6', '').body).toContain('exit code 6');
  });
});

describe('writing it', () => {
  test('is done once, brings an older one up to date, and leaves a stranger’s file alone', async () => {
    const files = openFiles(folder());
    const path = nightlyPath('production');
    expect(await writeNightly({ files }, nightly)).toEqual({ path, outcome: 'written' });
    expect(await writeNightly({ files }, nightly)).toEqual({ path, outcome: 'already there' });
    expect(await writeNightly({ files }, { ...nightly, version: '1.2.4' })).toEqual({ path, outcome: 'brought up to date' });
    await files.write(path, 'name: mine\n');
    await expect(writeNightly({ files }, nightly)).rejects.toThrow(OperatorError);
    expect(await files.read(path)).toBe('name: mine\n');
  });

  test('says what it does not see and how to give it the secret, never wider than the terminal but for what is copied', () => {
    const lines = scheduleLines(look(60), nightly, { path: nightlyPath('production'), outcome: 'written' });
    expect(lines.join('\n')).toContain(secretCommand('production'));
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(
      'does not write test data or load your services or open a browser: checks that need it are left out',
    );
    for (const line of lines.filter((one) => !one.includes('gh secret set'))) expect(columns(line), line).toBeLessThanOrEqual(60);
  });
});
