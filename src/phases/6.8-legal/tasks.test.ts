/** What the tasks leave alone: words, settings and companies that are the operator's own. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { openFiles } from '../../ports/files.ts';
import { details } from './details.ts';
import { description } from './discord.ts';
import { processors } from './processors.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-legal-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const notes: string[] = [];
function contextFor(values: Partial<Values>, client: unknown = {}): Context {
  const clock = { now: () => new Date('2026-11-23T12:00:00Z') };
  return { values, files: openFiles(root), clock, client: () => client, note: (text: string) => notes.push(text) } as unknown as Context;
}
const site = async (): Promise<Record<string, Record<string, unknown>>> =>
  JSON.parse(await readFile(join(root, 'site.config.json'), 'utf8'));
const given = (config: unknown): Promise<void> => writeFile(join(root, 'site.config.json'), JSON.stringify(config));

/** Looks, does it, and looks again. */
async function run(task: AnyTask, values: Partial<Values>, client?: unknown): Promise<unknown> {
  const context = contextFor(values, client);
  const want = task.want(values as Values);
  await task.apply(context, want, await task.read(context, want));
  return task.read(context, want);
}

describe('details of the business', () => {
  const answers = {
    businessName: 'Crown',
    businessAddress: 'Street 1; Berlin',
    businessCountry: 'DE',
    soldIn: 'eu us',
    minimumAge: '16',
    legalPages: 'dmca',
  };

  test('go where the pages read them, with the day from which these hold', async () => {
    await given({ project: 'Crown' });
    await run(details, answers);
    expect(await site()).toEqual({
      project: 'Crown',
      business: { operator: 'Crown', address: ['Street 1', 'Berlin'], country: 'DE' },
      legal: { soldIn: ['eu', 'us'], minimumAge: 16, pages: { dmca: true } },
      policies: { version: '1.0', effective: '2026-11-23' },
    });
  });

  test('what the operator wrote besides stays, the date of the pages above all', async () => {
    await given({
      business: { operator: 'Old', authority: { name: 'BfDI', url: 'https://example.org' }, representatives: { uk: { name: 'Una' } } },
      legal: { courts: 'Berlin', pages: { api: true } },
      policies: { version: '2.1', effective: '2025-01-01' },
    });
    await run(details, { ...answers, euRepresentative: 'Eva; eva@example.org' });
    expect(await site()).toMatchObject({
      business: {
        operator: 'Crown',
        authority: { name: 'BfDI' },
        representatives: { uk: { name: 'Una' }, eu: { name: 'Eva', email: 'eva@example.org' } },
      },
      legal: { courts: 'Berlin', pages: { api: true, dmca: true } },
      policies: { version: '2.1', effective: '2025-01-01' },
    });
  });

  test('the record of the claims gets the same date, and nothing else of it changes', async () => {
    await given({});
    const record = {
      about: 'x',
      documents: [{ id: 'terms', version: '1.0', effective: '2026-01-01', clauses: [{ id: 'terms.age', claims: ['age:13'] }] }],
    };
    await mkdir(join(root, 'docs'));
    await writeFile(join(root, 'docs/legal.json'), JSON.stringify(record));
    expect(await run(details, answers)).toMatchObject({ dated: true });
    const [terms] = record.documents;
    expect(JSON.parse(await readFile(join(root, 'docs/legal.json'), 'utf8'))).toEqual({
      about: 'x',
      documents: [{ ...terms, effective: '2026-11-23' }],
    });
  });

  test('are told to whoever commits by a fingerprint that changes with them', async () => {
    await given({});
    const first = details.gives.BUSINESS_DETAILS?.(await run(details, answers));
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(details.gives.BUSINESS_DETAILS?.(await run(details, answers))).toBe(first);
    expect(details.gives.BUSINESS_DETAILS?.(await run(details, { ...answers, businessName: 'Castle' }))).not.toBe(first);
  });
});

describe('companies that receive data', () => {
  const answers = {
    botHost: 'railway',
    workerHost: 'railway',
    apiHost: 'fly',
    dashboardHost: 'netlify',
    errorTracker: 'none',
    databaseRegion: 'eu-central-1',
  };

  test('follow from the answers, with the place where data lie; safeguards and others that were named stay', async () => {
    const own = { safeguards: { stripe: 'adequacy decision' }, others: [{ name: 'Mail Inc.' }], locations: { railway: 'Amsterdam' } };
    await given({ processors: { ...own, sentry: true } });
    await run(processors, answers);
    expect((await site()).processors).toEqual({
      ...own,
      database: 'mongodb-atlas',
      redis: 'upstash',
      hosting: ['fly', 'railway'],
      dashboard: 'netlify',
      dns: 'cloudflare',
      locations: { railway: 'Amsterdam', 'mongodb-atlas': 'Frankfurt, Germany' },
    });
  });

  test('name Sentry where errors are gathered there', async () => {
    await given({});
    await run(processors, { ...answers, errorTracker: 'sentry' });
    expect((await site()).processors).toMatchObject({ sentry: true });
  });
});

describe('the description of the bot', () => {
  const answers = { domain: 'crown.example', project: 'Crown' };
  const portal = (text: string) => {
    const application = { id: '1', name: 'Crown', description: text };
    return {
      application,
      get: async () => ({ ...application }),
      patch: async (_route: string, { body }: { body: { description: string } }) => Object.assign(application, body),
    };
  };

  test('keeps the operator’s own words and gets both links behind them', async () => {
    const { application, ...client } = portal('The crown of bots.\nAsk us anything.');
    await run(description, answers, client);
    expect(application.description).toBe(
      'The crown of bots.\nAsk us anything.\n\nTerms: https://crown.example/legal/terms\nPrivacy: https://crown.example/legal/privacy',
    );
  });

  test('a link that the operator wrote into a sentence is not written twice, and those of an old domain go', async () => {
    const { application, ...client } = portal('See https://crown.example/legal/terms\nPrivacy: https://old.example/legal/privacy');
    await run(description, answers, client);
    expect(application.description).toBe('See https://crown.example/legal/terms\n\nPrivacy: https://crown.example/legal/privacy');
  });

  test('where there is no room for both, nothing is cut off and it is said', async () => {
    const long = 'x'.repeat(380);
    const { application, ...client } = portal(long);
    await expect(run(description, answers, client)).rejects.toThrow('no room for both links');
    expect(application.description).toBe(long);
  });
});
