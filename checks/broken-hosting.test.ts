/** The checks that hosts make visible, on one deployed world: each is seen to fail. That all of them pass on a healthy one is in `src/proof/verify.test.ts`. */
import { afterAll, beforeAll, describe } from 'vitest';
import { hostedRows } from '../src/proof/broken-rows.ts';
import { type HostedWorld, openHostedWorld } from '../src/proof/hosted-world.ts';
import { botTests } from './broken-bot-tests.ts';
import { dashboardTests } from './broken-dashboard-tests.ts';
import { speedTests } from './broken-speed-tests.ts';
import { brokenTests } from './broken-tests.ts';

let world: HostedWorld;
beforeAll(async () => {
  world = await openHostedWorld();
}, 180_000);
afterAll(() => world?.close());

describe('on a world broken for it', () => brokenTests(hostedRows, () => ({ part: 'hosting' as const, ...world })));
describe('phase 6.5', () => botTests(() => world));
describe('phase 6.6', () => dashboardTests(() => world));
describe('what measures', () => speedTests(() => world));
