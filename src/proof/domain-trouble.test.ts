/** What can go wrong with a domain: each time a clear error that names the remedy, nothing overwritten, and a second run that goes on. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError, VendorError } from '../core/errors.ts';
import type { Walk } from '../engine/walk.ts';
import { hostEncryption } from '../phases/6.4-domain/host-encryption.ts';
import { domainPhase } from '../phases/6.4-domain/index.ts';
import { answer as answerOn, deployDomain, outcomesOf, registrarKeys, type Went } from './domain-play.ts';
import { type Law, laws, planOf, run } from './laws.ts';
import { type Kept, openStage, type Stage } from './stage.ts';

const zone = 'kingdom77.test';
let stage: Stage;
/** Everything answered, nothing deployed. */
let fresh: Kept;
/** Everything deployed. */
let deployed: Kept;

beforeAll(async () => {
  stage = await openStage();
  fresh = await stage.keep();
  expect((await go()).done?.exit).toBe(0);
  deployed = await stage.keep();
}, 60_000);
afterAll(() => stage?.close());
beforeEach(() => stage.world.faults.clear());

const go = (more: Parameters<typeof deployDomain>[1] = {}): Promise<Went> => deployDomain(stage, more);
const answer = (answers: Record<string, string>): Promise<void> => answerOn(stage, answers);
const press = (action: string, fields: Record<string, string> = {}) => stage.world.edit('cloudflare', action, { zone, ...fields });
const words = (error: unknown): string => (error instanceof OperatorError ? `${error.what} → ${error.fix}` : String(error));
const outcomes = outcomesOf;
interface State {
  registrations: { domain: string }[];
  zones: { name: string; records: { id: string; type: string; name: string; content: string; comment: string | null }[] }[];
}
const cloudflare = async (): Promise<State> => (await stage.world.snapshot()).vendors.cloudflare as State;

describe('buying', () => {
  test('happens only for exactly the price that was typed; else price and renewal are told, and nothing is bought', async () => {
    await stage.back(fresh);
    await answer({ domainPrice: '0' });
    const went = await go({ ungated: true });
    expect(words(went.failed['domain.registration'])).toMatch(
      /kingdom77\.test is free: 11\.17 USD for the first year, then 11\.17 USD a year at Cloudflare.*nothing was bought.*--set domainPrice=11\.17/,
    );
    expect((await cloudflare()).registrations).toEqual([]);
    expect(outcomes(went)['domain.variables'], 'what does not need the domain is done').toBe('created');
    await answer({ domainPrice: '11.17' });
    expect((await go()).done?.exit).toBe(0);
    expect((await cloudflare()).registrations).toHaveLength(1);
  });

  test('a domain that somebody else holds is not for sale: free ones like it are named with their price', async () => {
    await stage.back(fresh);
    await press('taken');
    const { failed } = await go({ ungated: true });
    expect(words(failed['domain.registration'])).toMatch(
      /cannot be bought at Cloudflare.*it is registered already.*registrar=other.*Free: kingdom77-bot\.test \(11\.17, then 11\.17 USD\)/,
    );
  });

  test('a domain that is yours already is adopted, and nothing is paid', async () => {
    await stage.back(fresh);
    await press('register');
    await answer({ domainPrice: '0' });
    expect(await go()).toMatchObject({ done: { exit: 0 }, failed: {} });
    expect((await cloudflare()).registrations).toHaveLength(1);
  });
});

describe('another registrar', () => {
  test('is used by hand: exact lines are shown, and the parent zone shows what was done', async () => {
    await stage.back(fresh);
    await answer({ registrar: 'other' });
    const went = await go();
    expect(went).toMatchObject({ done: { exit: 0 }, failed: {} });
    expect(outcomes(went)).toMatchObject({
      'domain.registration': 'by hand',
      'domain.zone': 'created',
      'domain.nameservers': 'by hand',
      'domain.activation': expect.stringMatching(/created|unchanged/),
      'domain.signer': 'by hand',
      'domain.renewal': 'skipped',
      'domain.renewal-by-hand': 'open',
    });
    const steps = await stage.play(async (walk) => {
      const task = domainPhase.tasks.find(({ id }) => id === 'domain.nameservers');
      return task?.byHand?.steps((await planOf(walk, task)).want);
    });
    expect(steps).toContain('Name server 1: dana.ns.cloudflare.com');
    expect(await go()).toMatchObject({ done: { exit: 0, writes: 0 }, failed: {} });
  });

  test('a delegation that never comes ends in "come back later", and the next run goes on', { timeout: 30_000 }, async () => {
    await stage.back(fresh);
    await answer({ registrar: 'porkbun', domainPrice: '9.98', ...registrarKeys(stage, 'porkbun') });
    stage.world.faults.set({ faults: [{ vendor: 'porkbun', match: { path: 'updateNs' }, do: '500' }] });
    const first = await go({ hasty: true });
    expect(first.done?.exit).not.toBe(0);
    stage.world.faults.clear();
    expect(await go()).toMatchObject({ done: { exit: 0 }, failed: {} });
  });
});

describe('Cloudflare', () => {
  test('a token without a permission: the permission is named, with the page where it is added', async () => {
    await stage.back(fresh);
    await press('change-token', { without: 'dns' });
    const { failed, done } = await go({ ungated: true });
    const error = failed['domain.caa'];
    expect(error).toBeInstanceOf(VendorError);
    expect((error as VendorError).advice).toMatch(/https:\/\/dash\.cloudflare\.com\/profile\/api-tokens.*"Zone · DNS · (Read|Edit)"/);
    expect(done?.exit).toBe(7);
    await press('change-token', { without: '' });
    expect(await go()).toMatchObject({ done: { exit: 0 }, failed: {} });
  });

  test('a token that opens two accounts is refused before anything is written', async () => {
    await stage.back(fresh);
    await press('add-account', { name: 'Second account' });
    const { failed, done, error } = await go();
    expect(words(error ?? failed['domain.registration'])).toMatch(/opens 2 accounts: .*Second account/);
    expect((await cloudflare()).registrations).toEqual([]);
    expect(done?.exit).not.toBe(0);
  });

  test('a zone that another account holds is not taken', async () => {
    await stage.back(fresh);
    await answer({ registrar: 'other' });
    await stage.world.edit('porkbun', 'buy', { domain: zone });
    await stage.world.edit('porkbun', 'nameservers', { domain: zone, servers: 'else.ns.cloudflare.com where.ns.cloudflare.com' });
    await press('zone-of-another-account');
    const error = (await go({ ungated: true })).failed['domain.zone'];
    expect(error).toBeInstanceOf(VendorError);
    expect(String(error)).toContain('another account');
    expect((error as VendorError).advice).toContain('Remove site from Cloudflare');
  });

  test('a record of somebody else stands in the way: it is named and left alone, and everything else is done', async () => {
    await stage.back(fresh);
    await press('register');
    await press('add-record', { type: 'A', name: `api.${zone}`, content: '198.51.100.7' });
    const went = await go();
    expect(words(went.failed['domain.api-records'])).toMatch(
      /A api\.kingdom77\.test → 198\.51\.100\.7, which k77 did not make.*delete that record/,
    );
    expect(went.done?.exit).toBe(7);
    expect(outcomes(went)['domain.dashboard-records']).toBe('created');
    const mine = (await cloudflare()).zones[0]?.records.filter(({ name }) => name.endsWith(`api.${zone}`));
    expect(mine).toMatchObject([{ type: 'A', content: '198.51.100.7' }]);
    await press('delete-record', { type: 'A', name: `api.${zone}` });
    expect(await go()).toMatchObject({ done: { exit: 0 }, failed: {} });
  });

  test('an equal record of somebody else is adopted as it is, and stays when k77 takes its own back', async () => {
    await stage.back(fresh);
    await press('register');
    await press('add-record', { type: 'CNAME', name: `api.${zone}`, content: 'k77api.up.railway.test', comment: 'mine' });
    expect(await go()).toMatchObject({ done: { exit: 0 }, failed: {} });
    const records = async () =>
      (await cloudflare()).zones[0]?.records.filter(({ name, type }) => name === `api.${zone}` && type === 'CNAME');
    expect(await records()).toMatchObject([{ comment: 'mine' }]);
    const task = domainPhase.tasks.find(({ id }) => id === 'domain.api-records');
    if (typeof task?.undo !== 'function') throw new Error('it cannot be taken back');
    const undo = task.undo;
    await stage.play(async (walk) => {
      const { contextFor } = await import('../engine/context.ts');
      await undo(contextFor(walk, task, { values: walk.workspace.values(), writes: 'yes' }), undefined);
    });
    expect(await records()).toMatchObject([{ comment: 'mine' }]);
  });

  test('two years of HSTS on the first day are refused', async () => {
    await stage.back(deployed);
    await answer({ hstsStage: 'years' });
    const { failed } = await go({ only: ['domain.hsts'] });
    expect(words(failed['domain.hsts'])).toMatch(/bound to HTTPS for two years.*300 s.*hstsStage=week first/);
    await answer({ hstsStage: 'week' });
    expect((await go({ only: ['domain.hsts'] })).failed).toEqual({});
    await answer({ hstsStage: 'years' });
    expect((await go({ only: ['domain.hsts'] })).failed).toEqual({});
  });

  test('mail that is handled elsewhere stays there: nothing of it is touched or waited for', async () => {
    await stage.back(fresh);
    await answer({ mailRouting: 'no' });
    const went = await go();
    expect(went).toMatchObject({ done: { exit: 0 }, failed: {} });
    expect(Object.entries(outcomes(went)).filter(([id]) => id.startsWith('domain.mail'))).toEqual(
      ['address', 'destination', 'routing', 'rules', 'policy', 'arrives'].map((name) => [`domain.mail-${name}`, 'skipped']),
    );
  });

  test('mail servers of somebody else are named and kept', async () => {
    await stage.back(fresh);
    await press('register');
    await press('add-record', { type: 'MX', name: zone, content: 'aspmx.l.google.com', priority: '1' });
    const { failed } = await go({ ungated: true });
    expect(words(failed['domain.mail-routing'])).toMatch(/received by aspmx\.l\.google\.com; k77 does not take it away.*mailRouting=no/);
  });
});

describe('spreading', () => {
  test('a resolver that never sees the change ends in "come back later", and the next run goes on', { timeout: 30_000 }, async () => {
    await stage.back(fresh);
    stage.world.faults.set({ names: { never: ['8.8.8.8'] } });
    const first = await go({ hasty: true });
    expect(first.done?.exit).toBe(7);
    const told = [...first.progress, ...Object.values(first.failed).map(words)];
    expect(told.join('\n')).toMatch(/^api\.kingdom77\.test CNAME\n {2}1\.1\.1\.1 +right\n {2}8\.8\.8\.8 +(\d+ s left, )?nothing yet\n/m);
    expect(told.join('\n')).toMatch(/not yet, after 10 min → come back later: npx k77 deploy 6\.4 goes on from here/);
    stage.world.faults.set({ names: {} });
    stage.world.flushNames();
    expect(await go()).toMatchObject({ done: { exit: 0 }, failed: {} });
  });
});

describe('an API behind the proxy', () => {
  const names = Object.keys(laws) as Law[];
  let before: Kept;

  beforeAll(async () => {
    await stage.back(fresh);
    await press('register');
    await stage.play((walk) => proxied(walk));
    await stage.play(async (walk) => {
      for (const task of domainPhase.tasks.filter(({ id }) => ['domain.registration', 'domain.zone'].includes(id))) await run(walk, task);
    });
    before = await stage.keep();
  });

  test.each(names)('its encryption rule: %s', (law) => laws[law]({ stage, task: hostEncryption, before }));

  test('rules of somebody else in the same phase are kept as they are', async () => {
    await stage.back(before);
    const theirs = {
      expression: 'http.host eq "shop.kingdom77.test"',
      action: 'set_config',
      action_parameters: { ssl: 'flexible' },
      enabled: true,
    };
    const { Cloudflare } = await import('cloudflare');
    const token = stage.world.credentials()['cloudflare.apiToken'] ?? '';
    const client = new Cloudflare({ apiToken: token, baseURL: `${stage.world.endpoints.cloudflare}/client/v4`, maxRetries: 0 });
    const zone_id = (await client.zones.list({ name: zone })).result[0]?.id ?? '';
    await client.rulesets.phases.update('http_config_settings', { zone_id, rules: [theirs as never] });
    await stage.play((walk) => run(walk, hostEncryption));
    const { rules } = await client.rulesets.phases.get('http_config_settings', { zone_id });
    expect(rules?.map(({ expression }) => expression)).toEqual([theirs.expression, '(http.host eq "api.kingdom77.test")']);
  });
});

async function proxied(walk: Walk): Promise<void> {
  const record = { type: 'CNAME', name: `api.${zone}`, content: 'k77api.up.railway.test', proxied: true };
  await walk.workspace.keep('later', 'API_RECORDS', JSON.stringify([record]));
}
