/** Checks of phase 6.5 where there is nothing to see: they say so, and neither pass nor fail. */
import { describe, expect, test } from 'vitest';
import type { HostedWorld } from '../src/proof/hosted-world.ts';
import type { DiscordState } from '../src/sandbox/discord/model.ts';

export function botTests(opened: () => HostedWorld): void {
  describe('where there is nothing to see', () => {
    test('a log without a line and a service that nobody measured are unknown, and it is said why', async () => {
      const world = opened();
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
      const world = opened();
      await world.back();
      await world.break(({ serve }) => serve({ down: true }));
      expect((await world.find('bot.online')).verdict).toMatchObject({ state: 'unknown', provedBy: '6.6' });
    }, 30_000);

    test('a deployment under way is neither right nor wrong', async () => {
      const world = opened();
      await world.back();
      await world.break(({ railway }) =>
        railway(({ deployments }) => {
          for (const one of deployments) Object.assign(one, { status: 'WAITING' });
        }),
      );
      expect((await world.find('bot.runs')).verdict).toEqual({ state: 'unknown', why: 'being deployed now: bot and worker' });
    }, 30_000);

    test('a feature that is off needs no command', async () => {
      const world = opened();
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
