/**
 * Every check of phase 6.5 is seen to pass on a world in which everything is deployed, and to fail on one that was broken for it; and to say honestly that it saw
 * nothing where there was nothing to see.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../src/core/check.ts';
import type { HostedRow, HostedWorld } from '../src/proof/hosted-world.ts';
import type { DiscordState } from '../src/sandbox/discord/model.ts';
import { botRows } from './broken-bot.ts';
import { checks } from './index.ts';

/** Checks of earlier phases that the hosts of this one make visible. */
const nowSeen = ['host.variables', 'mongodb.region'];
const ours = checks.filter(({ id, phase }) => phase === '6.5' || nowSeen.includes(id)).map(({ id }) => id);
const rows: readonly HostedRow[] = botRows;

export function botTests(opened: () => HostedWorld): void {
  let world: HostedWorld;
  /** Of the world that is right. */
  let findings: readonly Finding[];
  beforeAll(async () => {
    world = opened();
    await world.back();
    findings = [...(await world.findAll('6.5')), ...(await Promise.all(nowSeen.map((id) => world.find(id))))];
  }, 60_000);

  describe('on a world that is right', () => {
    test('every check passes, but for what only a person sees', () => {
      const states = Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict.state === 'unknown' ? verdict.why : verdict.state]));
      expect(states).toEqual({
        ...Object.fromEntries(ours.map((id) => [id, 'pass'])),
        'bot.commands-answer': expect.stringContaining('k77 attest bot.commands-answer'),
      });
    });

    test('no secret stands in what was found', async () => {
      const secrets = await world.secrets();
      expect(secrets.length).toBeGreaterThan(10);
      expect(secrets.filter((secret) => JSON.stringify(findings).includes(secret))).toEqual([]);
    });
  });

  describe('on a world broken for it', () => {
    test.each(rows)(
      '$check fails when $when',
      async ({ check, breakIt, saw }) => {
        await world.back();
        await world.break(breakIt);
        const { verdict } = await world.find(check);
        expect(verdict).toMatchObject({ state: 'fail', evidence: { saw: expect.stringMatching(saw) }, fix: expect.stringMatching(/./) });
      },
      30_000,
    );

    test('every check is in the table', () => {
      expect([...new Set(rows.map(({ check }) => check))].sort()).toEqual([...ours].sort());
    });
  });

  describe('where there is nothing to see', () => {
    test('a log without a line and a service that nobody measured are unknown, and it is said why', async () => {
      await world.back();
      await world.break(({ railway }) =>
        railway(({ deployments, instances }) => {
          for (const one of deployments) one.lines = [];
          for (const one of instances) one.measured = undefined;
        }),
      );
      const why = async (id: string): Promise<unknown> => (await world.find(id)).verdict;
      expect(await why('bot.connected')).toEqual({ state: 'unknown', why: expect.stringMatching(/holds no line of the program/) });
      expect(await why('bot.revives')).toEqual({
        state: 'unknown',
        why: expect.stringMatching(/has not ended since this deployment began/),
      });
      expect(await why('bot.resources')).toEqual({ state: 'unknown', why: expect.stringMatching(/has measured nothing/) });
    }, 30_000);

    test('the bot is seen through the API: while none answers, 6.6 proves it', async () => {
      await world.back();
      await world.break(({ serve }) => serve({ down: true }));
      expect((await world.find('bot.online')).verdict).toMatchObject({ state: 'unknown', provedBy: '6.6' });
    }, 30_000);

    test('a deployment under way is neither right nor wrong', async () => {
      await world.back();
      await world.break(({ railway }) =>
        railway(({ deployments }) => {
          for (const one of deployments) Object.assign(one, { status: 'WAITING' });
        }),
      );
      expect((await world.find('bot.runs')).verdict).toEqual({ state: 'unknown', why: 'being deployed now: bot and worker' });
    }, 30_000);

    test('a feature that is off needs no command', async () => {
      await world.back();
      await world.break(async ({ vendor, change }) => {
        await vendor<DiscordState>('discord', ({ commands }) => {
          const at = commands.findIndex(({ name }) => name === 'giveaway');
          commands.splice(at, 1);
        });
        await change('site.config.json', (text) => JSON.stringify({ ...JSON.parse(text), features: { giveaways: false } }));
      });
      expect((await world.find('bot.commands-synced')).verdict).toMatchObject({ state: 'pass' });
    }, 30_000);
  });
}
