/** Sentry as operators have it: none, one of several organizations, one project, a smaller plan, a token that lacks something. */
import { afterEach, describe, expect, test } from 'vitest';
import { checks } from '../../checks/index.ts';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Key } from '../core/keys.ts';
import { deploy } from '../engine/deploy.ts';
import { verify } from '../engine/verify.ts';
import type { Deployed } from '../engine/walk.ts';
import { errors } from '../phases/6.7-monitoring/errors/index.ts';
import type { SentryState } from '../sandbox/sentry/model.ts';
import { openStage, type Stage } from './stage.ts';

/** What asks for the project's name, and error reports; nothing is built or deployed. */
const catalogue: Catalogue = {
  ...everything,
  checks: checks.filter(({ id }) => id.startsWith('errors.') && id !== 'errors.keys'),
  phases: everything.phases.flatMap((phase) => {
    if (phase.number === '6.1') return [{ ...phase, tasks: [], gate: [] }];
    return phase.number === '6.7' ? [{ ...phase, ...errors, gate: [] }] : [];
  }),
};

let stage: Stage | undefined;
afterEach(() => stage?.close());

const commit = '1a2b3c4d5e6f'.padEnd(40, '7');

async function open(answers: Readonly<Record<string, string>> = {}): Promise<Stage> {
  stage = await openStage({ catalogue, answers });
  await stage.play(async (walk) => {
    for (const service of ['BOT', 'WORKER', 'API', 'DASHBOARD'])
      await walk.workspace.keep('later', `${service}_DEPLOYED` as Key, JSON.stringify({ id: '1', commit, variables: 'x' }));
  });
  return stage;
}

function play(opened: Stage): Promise<Deployed> {
  return opened.play((walk) => deploy(walk, { phases: ['6.7'], only: [], yes: true, replace: [], command: 'k77 deploy 6.7' }));
}

async function state({ world }: Stage): Promise<SentryState> {
  return (await world.snapshot()).vendors.sentry as SentryState;
}

function outcomes({ phases }: Deployed): Record<string, string> {
  return Object.fromEntries(phases.flatMap(({ tasks }) => tasks).map(({ task, outcome }) => [task, outcome]));
}

describe('error reports', () => {
  test('that nobody wants are not set up, and no check passes for them', async () => {
    const opened = await open({ errorTracker: 'none' });
    const deployed = await play(opened);
    expect(new Set(Object.values(outcomes(deployed)))).toEqual(new Set(['skipped']));
    const { findings } = await opened.play((walk) => verify(walk, { sections: ['6.7'] }));
    expect(findings.map(({ verdict }) => verdict.state)).toEqual(findings.map(() => 'impossible'));
    expect(findings).not.toEqual([]);
    expect((await state(opened)).projects).toEqual([]);
  });

  test('go to the organization that was named, where the token opens several', async () => {
    const opened = await open();
    await opened.world.edit('sentry', 'add-organization', { slug: 'another', region: 'de' });
    const unclear = await play(opened).catch((error: unknown) => error);
    expect(JSON.stringify(unclear, Object.getOwnPropertyNames(unclear))).toContain('several organizations: kingdom77, another');
    await opened.play((walk) => walk.workspace.answer('sentryOrganization', 'another'));
    await play(opened);
    const { projects, keys } = await state(opened);
    expect(new Set(projects.map(({ organization }) => organization))).toEqual(new Set(['another']));
    expect(keys.length).toBeGreaterThan(0);
    const { SENTRY_DSN_BOT } = await opened.play(async (walk) => walk.workspace.values());
    expect(SENTRY_DSN_BOT).toMatch(/\.ingest\.de\.sentry\.io\//);
  });

  test('of all services go to one project, where one is wanted', async () => {
    const opened = await open({ sentryProjects: 'one' });
    await play(opened);
    const values = await opened.play(async (walk) => walk.workspace.values());
    expect((await state(opened)).projects.map(({ slug }) => slug)).toEqual(['kingdom-77']);
    expect(new Set([values.SENTRY_DSN_BOT, values.SENTRY_DSN_API, values.NEXT_PUBLIC_SENTRY_DSN]).size).toBe(1);
    expect(values.SENTRY_RELEASES?.split(' ')).toEqual(['bot', 'worker', 'api', 'dashboard'].map((service) => `${service}@1a2b3c4d5e6f`));
  });

  test('are told of on every plan, and limited on those that limit keys', async () => {
    const opened = await open();
    await opened.world.edit('sentry', 'plan', { plan: 'developer' });
    await play(opened);
    const small = await state(opened);
    expect([small.workflows.length, small.detectors.filter(({ type }) => type === 'metric_issue').length]).toEqual([2, 0]);
    await opened.world.edit('sentry', 'plan', { plan: 'business' });
    expect(outcomes(await play(opened))).toMatchObject({
      'sentry.keys': 'updated',
      'sentry.alerts': 'updated',
      'sentry.team': 'unchanged',
    });
    const large = await state(opened);
    expect([large.workflows.length, large.detectors.filter(({ type }) => type === 'metric_issue').length]).toEqual([2, 3]);
    expect(large.keys.filter(({ name }) => name === 'rehearsal').map(({ rateLimit }) => rateLimit)).toEqual(
      Array(3).fill({ window: 3600, count: 500 }),
    );
  });

  test('stop where the token may not, and everything else is done', async () => {
    const opened = await open();
    await opened.world.edit('sentry', 'scopes', { scopes: 'org:read team:write project:write alerts:write' });
    const { phases } = await play(opened);
    const failed = phases.flatMap(({ tasks }) => tasks).filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ task, why }) => [task, why])).toEqual([['sentry.privacy', 'You do not have permission to perform this action.']]);
  });

  test('keep what was hidden by hand, and the names that were added', async () => {
    const opened = await open();
    await play(opened);
    await opened.world.edit('sentry', 'privacy', { project: 'kingdom-77-api', fields: 'shoe_size' });
    await play(opened);
    const fields = (await state(opened)).projects.find(({ slug }) => slug === 'kingdom-77-api')?.sensitiveFields;
    expect(fields).toEqual(expect.arrayContaining(['shoe_size', 'stripe-signature']));
  });
});
