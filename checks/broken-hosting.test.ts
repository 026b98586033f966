/** The checks of the phases from hosting on, on one deployed world. */
import { afterAll, beforeAll, describe } from 'vitest';
import { type HostedWorld, openHostedWorld } from '../src/proof/hosted-world.ts';
import { botTests } from './broken-bot-tests.ts';
import { dashboardTests } from './broken-dashboard-tests.ts';
import { legalTests, monitoringTests } from './broken-monitoring-tests.ts';

let world: HostedWorld;
beforeAll(async () => {
  world = await openHostedWorld();
}, 180_000);
afterAll(() => world?.close());

describe('phase 6.5', () => botTests(() => world));
describe('phase 6.6', () => dashboardTests(() => world));
describe('phase 6.7', () => monitoringTests(() => world));
describe('phase 6.8', () => legalTests(() => world));
