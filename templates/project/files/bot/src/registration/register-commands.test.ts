import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRest } from '../discord/discord.ts';
import type { Command } from '../registry/command.ts';
import { loadEverything } from '../registry/load.ts';
import { fingerprint, registerCommands } from './register-commands.ts';

let world: TestWorld;
const requests: string[] = [];
beforeAll(async () => {
  world = await openTestWorld({ log: (line) => void requests.push(line) });
});
afterAll(() => world.close());

async function register(commands?: readonly Command[], supportGuildId?: string) {
  const rest = openRest({ token: world.discord.secrets().token, api: world.endpoints.discord });
  const all = commands ?? (await loadEverything()).commands;
  requests.length = 0;
  return registerCommands({ rest, applicationId: world.discord.application.id, commands: all, supportGuildId });
}

describe('registering the commands', () => {
  test('writes them once, and those of owners into the support server only', async () => {
    const { support } = world.discord;
    expect(await register(undefined, support.id)).toEqual([
      { where: 'everywhere', commands: 5, changed: true },
      { where: 'support server', commands: 1, changed: true },
    ]);
    expect((await world.discord.commands()).map(({ name }) => name)).not.toContain('sentry_test');
    expect((await world.discord.commands(support.id)).map(({ name }) => name)).toEqual(['sentry_test']);

    expect((await register(undefined, support.id)).map(({ changed }) => changed)).toEqual([false, false]);
    expect(requests.filter((line) => line.includes('PUT'))).toEqual([]);
  });

  test('writes them again when one has changed', async () => {
    const { commands } = await loadEverything();
    const changed = commands.map((command) =>
      command.data.name === 'ping' ? { ...command, data: { ...command.data, description: 'Other' } } : command,
    );
    expect(await register(changed)).toMatchObject([{ changed: true }]);
    expect(await register(changed)).toMatchObject([{ changed: false }]);
  });
});

describe('a fingerprint', () => {
  const plain = { name: 'a', description: 'b', options: [{ type: 3, name: 'c', description: 'd' }] };
  test('does not see what Discord adds', () => {
    const told = {
      id: '1',
      version: '2',
      application_id: '3',
      type: 1,
      nsfw: false,
      default_member_permissions: null,
      ...plain,
      options: [{ required: false, ...plain.options[0] }],
    };
    expect(fingerprint([told])).toBe(fingerprint([plain]));
  });

  test('sees every change', () => {
    const changes = [
      { ...plain, description: 'x' },
      { ...plain, options: [] },
      { ...plain, options: [{ ...plain.options[0], required: true }] },
      { ...plain, contexts: [0] },
    ];
    expect(new Set([plain, ...changes].map((one) => fingerprint([one]))).size).toBe(5);
    expect(fingerprint([plain, { name: 'z', description: 'z' }])).toBe(fingerprint([{ name: 'z', description: 'z' }, plain]));
  });
});
