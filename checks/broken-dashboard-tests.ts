/** Of phase 6.6, and of every earlier check that waited for the API and the dashboard: what the deploy itself proved, what a rehearsal leaves, where nobody can look. */
import { beforeAll, describe, expect, test } from 'vitest';
import { deploy } from '../src/engine/deploy.ts';
import { openMongo } from '../src/ports/mongo.ts';
import { edgeNetwork } from '../src/ports/network.ts';
import type { HostedWorld } from '../src/proof/hosted-world.ts';
import { checks } from './index.ts';

/** Checks of earlier phases that only the API and the dashboard make visible. */
const nowSeen = [
  'redis.rate-limits-served',
  'frontend.served-clean',
  'payments.database-updated',
  'payments.role-assigned',
  'payments.pages',
  'discord.login',
  'api.cookies-safe',
  'api.cors-served',
];
const ours = checks.filter(({ id, phase }) => phase === '6.6' || nowSeen.includes(id)).map(({ id }) => id);

export function dashboardTests(opened: () => HostedWorld): void {
  let world: HostedWorld;
  beforeAll(async () => {
    world = opened();
    await world.back();
  });

  describe('on a world that is right', () => {
    test('the deploy itself proved them, and what it could not prove says who can', () => {
      const last = new Map(world.deployed.gates.map((finding) => [finding.id, finding.verdict]));
      // How fast the stand-in answers is the business of whatever else this machine does.
      last.delete('dashboard.fast');
      const open = [...last].filter(([id, { state }]) => state !== 'pass' && state !== 'impossible' && ours.includes(id));
      expect(open.filter(([, { state }]) => state === 'fail')).toEqual([]);
      const later = open.map(([id, verdict]) => (verdict.state === 'unknown' && verdict.provedBy ? `${id} ${verdict.provedBy}` : id));
      expect(later.filter((id) => / 6\.[1-6]$/.test(id))).toEqual([]);
    });

    test('a rehearsed purchase leaves nothing in the database, at Stripe or in Discord', async () => {
      await world.back();
      await world.find('payments.role-assigned');
      const { stage } = world;
      const { uri, guild, role } = await stage.play(async (walk) => {
        const { MONGODB_URI, SUPPORT_GUILD_ID, PREMIUM_ROLE_ID } = walk.workspace.values();
        return { uri: MONGODB_URI, guild: SUPPORT_GUILD_ID, role: PREMIUM_ROLE_ID };
      });
      if (!uri) throw new Error('there is no MONGODB_URI');
      const client = await openMongo(uri, edgeNetwork(stage.world.edge()));
      const left = await client.db().collection('premium_subscriptions').countDocuments();
      await client.close();
      const roles = await stage.world.edit('discord', 'roles', { guild: String(guild), user: 'owner' });
      const { spaces } = (await stage.world.snapshot()).vendors.stripe as { spaces: { things: Record<string, { name?: string }[]> }[] };
      const customers = spaces.flatMap(({ things }) => (things.customer ?? []).filter(({ name }) => name === 'k77 rehearsal'));
      expect([left, roles, customers.filter((one) => !('deleted' in one))]).toEqual([0, [], []]);
      expect(role).toMatch(/^\d+$/);
    }, 60_000);
  });

  describe('where nobody can look', () => {
    test('a log without a line is unknown, and it is said why', async () => {
      await world.back();
      await world.break(({ railway }) =>
        railway(({ deployments }) => {
          for (const one of deployments) one.lines = [];
        }),
      );
      const { verdict } = await world.find('api.log-clean');
      expect(verdict).toMatchObject({ state: 'unknown', why: expect.stringContaining('shows no line of the log') });
    }, 60_000);

    test('without a support server nobody gets a role, and that is said', async () => {
      await world.back();
      await world.break(({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace(/ *"PREMIUM_ROLE_ID": "\d+",?\n/, '')));
      const { verdict } = await world.find('payments.role-assigned');
      expect(verdict).toMatchObject({ state: 'impossible', instead: expect.stringContaining('PREMIUM_ROLE_ID') });
    }, 60_000);
  });

  test('what an earlier gate proved of the API is proved again once another API is deployed', async () => {
    await world.back();
    const { stage } = world;
    await stage.play((walk) => walk.workspace.answer('OWNER_IDS', '123456789012345678'));
    const { phases } = await stage.play((walk) =>
      deploy(walk, { phases: stage.catalogue.phases.map(({ number }) => number), only: [], yes: true, replace: [], command: 'k77 deploy' }),
    );
    const gates = Object.fromEntries(phases.map(({ phase, gate }) => [phase, gate.findings.map(({ id }) => id)]));
    expect(phases.find(({ phase }) => phase === '6.6')?.tasks.find(({ task }) => task === 'api.deployed')?.outcome).toBe('updated');
    expect(gates['6.3']).toContain('redis.rate-limits-served');
    expect(gates['6.6']).toEqual(expect.arrayContaining(['redis.rate-limits-served', 'discord.login', 'payments.database-updated']));
    expect(gates['6.6'], 'the dashboard is the same').not.toContain('stripe.keys-agree');
  }, 120_000);
}
