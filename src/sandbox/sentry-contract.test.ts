/**
 * The contract of Sentry: every call that k77 makes, and whatever the emulator answers, held against the OpenAPI document that Sentry publishes: operations, query
 * parameters, bodies of requests and answers.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { counted, frequent, monitor, newErrors } from '../phases/6.7-monitoring/errors/alert-shapes.ts';
import { keyLimit } from '../phases/6.7-monitoring/errors/keys.ts';
import { ownFields } from '../phases/6.7-monitoring/errors/privacy.ts';
import { SentryClient } from '../vendors/sentry-client.ts';
import { findings, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { testWorld } from './fixture.ts';
import { send } from './sentry/fixture.ts';
import { sentryDifferences } from './sentry-differences.ts';
import type { World } from './world.ts';

const file = fileURLToPath(new URL('../../../shared/vendor-specs/sentry.json', import.meta.url));
const absent = !existsSync(file);
const why = absent ? ` (skipped: ${file} is not there)` : '';

function specOf(text: string): Spec {
  const { paths, components } = JSON.parse(text) as Pick<Spec, 'paths' | 'components'>;
  return { base: '', amendments: [], paths, components: { schemas: components.schemas, responses: {}, requestBodies: {} } };
}

let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

/** Every call that phase 6.7 and its checks make. */
async function drive(client: SentryClient): Promise<void> {
  await world.edit('sentry', 'plan', { plan: 'business' });
  const [organization] = await client.organizations();
  const place = client.in('https://us.sentry.io', organization?.slug ?? '');
  await place.organization();
  const privacy = { dataScrubber: true, dataScrubberDefaults: true, scrubIPAddresses: true, sensitiveFields: ownFields };
  await place.setOrganizationPrivacy(privacy);
  await place.team('shop');
  const team = await place.createTeam('shop', 'Shop');
  await refusing(place.createTeam('shop', 'Shop'));
  await place.team('shop');
  await place.project('shop-bot');
  const project = await place.createProject('shop', { slug: 'shop-bot', name: 'Shop bot', platform: 'node' });
  await place.createProject('shop', { slug: 'shop-api', name: 'Shop API', platform: 'node' });
  await place.addTeam('shop-api', 'shop');
  await place.project('shop-bot');
  await place.setProjectPrivacy('shop-bot', privacy);
  const key = await place.createKey('shop-bot', 'production', keyLimit);
  await place.keys('shop-bot');
  await place.updateKey('shop-bot', key.id, { isActive: true, rateLimit: keyLimit });
  await place.protectFromSpikes(['shop-bot'], false);
  await place.protectFromSpikes(['shop-bot'], true);
  await send(world, key.dsn.public, { release: 'bot@1a2b3c4d5e6f', environment: 'production' });
  await place.latestEvents('shop-bot');
  await place.unresolved(['shop-bot', 'shop-api']);
  await place.createRelease({
    version: 'bot@1a2b3c4d5e6f',
    projects: ['shop-bot'],
    ref: '1a2b3c4d5e6f',
    dateReleased: '2026-11-23T20:00:00.000Z',
  });
  await place.createRelease({
    version: 'api@1a2b3c4d5e6f',
    projects: ['shop-api'],
    ref: '1a2b3c4d5e6f',
    dateReleased: '2026-11-23T20:00:00.000Z',
  });
  await place.createDeploy('bot@1a2b3c4d5e6f', { environment: 'production', name: 'bot', projects: ['shop-bot'] });
  await place.release('bot@1a2b3c4d5e6f');
  await place.deploys('bot@1a2b3c4d5e6f');
  const naming = { team: 'shop', environment: 'production' };
  const own = (await place.detectors([project.id])).map(({ id }) => id);
  const counting = await place.createDetector('shop-bot', monitor(naming, team.id));
  await place.updateDetector(counting.id, monitor(naming, team.id));
  const alert = await place.createWorkflow(newErrors(naming, team.id, own));
  await place.updateWorkflow(alert.id, newErrors(naming, team.id, own));
  const many = await place.createWorkflow(counted(naming, team.id, [counting.id]));
  await place.updateWorkflow(many.id, frequent(naming, team.id, own));
  await place.workflows();
  await place.detectors([]);
  await place.removeWorkflow(many.id);
  await place.removeDetector(counting.id);
  await place.errorsInMonth();
}

describe.skipIf(absent)(`the emulated Sentry and the document that Sentry published${why}`, () => {
  test('agree in every exchange, but for the known differences, each with its source', async () => {
    const exchanges: Exchange[] = [];
    const door = recordingDoor({ vendor: 'sentry', endpoint: world.endpoints.sentry ?? '', record: (one) => void exchanges.push(one) });
    await drive(new SentryClient(door, world.credentials()['sentry.token'] ?? ''));
    const spec = specOf(readFileSync(file, 'utf8'));
    expect(exchanges.filter(({ status }) => status >= 400).map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      `GET /api/0/teams/kingdom77/shop/ 404`,
      `POST /api/0/organizations/kingdom77/teams/ 409`,
      `GET /api/0/projects/kingdom77/shop-bot/ 404`,
    ]);
    const valid = expectOnlyKnown(
      exchanges.map((one) => findings(one, spec)),
      sentryDifferences,
    );
    expect(valid).toBeGreaterThan(25);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const spec = specOf(readFileSync(file, 'utf8'));
    const exchange: Exchange = {
      at: '',
      vendor: 'sentry',
      method: 'POST',
      path: '/api/0/organizations/shop/releases/',
      query: '',
      requestHeaders: {},
      requestBody: '{"version":"bot@1"}',
      status: 201,
      responseBody: '{"id":"one"}',
    };
    expect(findings(exchange, spec).join('\n')).toMatch(/projects/);
    expect(findings({ ...exchange, path: '/api/0/paint/' }, spec)).not.toEqual([]);
    expect(findings({ ...exchange, query: 'colour=1' }, spec).join('\n')).toMatch(/colour/);
  });
});
