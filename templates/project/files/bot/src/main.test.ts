/** The bot as a process of its own, as hosts run it: built (`npm run build`), with nothing but its environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openTestWorld, type TestWorld } from '@k77/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());

interface Ended {
  code: number | null;
  output: string;
}

interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when the log says it. */
  said(msg: string): Promise<void>;
}

function start(program: string, env: Record<string, string>): Started {
  const path = fileURLToPath(new URL(`../dist/${program}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', path], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  return {
    child,
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output }))),
    said: (msg) => vi.waitFor(() => expect(output).toContain(`"msg":"${msg}"`), { timeout: 10_000, interval: 10 }),
  };
}

test('without its variables it names them and ends with 78', async () => {
  const { code, output } = await start('main', { ENVIRONMENT: 'rehearsal' }).ended;
  expect(code).toBe(78);
  for (const name of ['DISCORD_TOKEN', 'MONGODB_URI', 'REDIS_URL']) expect(output).toContain(`${name} is missing`);
});

test('with a wrong token it says so and ends with 78', async () => {
  const { code, output } = await start('main', world.environment('bot', { DISCORD_TOKEN: 'wrong' })).ended;
  expect(code).toBe(78);
  expect(output).toContain('Discord refuses the token: DISCORD_TOKEN is wrong or was reset');
});

test('registers its commands, starts, answers, and ends with 0 when the host says so', async () => {
  const env = world.environment('bot', { LOG_LEVEL: 'info' });
  const registered = await start('deploy-commands', env).ended;
  expect(registered).toMatchObject({ code: 0, output: expect.stringContaining('support server: 1 commands, registered') });

  const before = Date.now();
  const { child, ended } = start('main', env);
  await world.discord.ready(1);
  expect(Date.now() - before).toBeLessThan(10_000);
  expect((await world.discord.runCommand({ user: 'alice', name: 'help' })).content).toContain('https://kingdom77.test/legal/terms');
  const asked = Date.now();
  child.kill('SIGTERM');
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(output).toContain('"msg":"bot ready"');
  expect(output).not.toContain(world.discord.secrets().token);
  expect(await world.discord.botOnline()).toBe(false);
});

test('a deployment: the new process stands by beside the old one, and answers as soon as that stops', async () => {
  const env = world.environment('bot', { LOG_LEVEL: 'info' });
  const old = start('main', env);
  await old.said('bot ready');
  const next = start('main', env);
  await next.said('bot stands by');
  expect(await world.discord.sessions()).toHaveLength(1);
  old.child.kill('SIGTERM');
  const asked = Date.now();
  await next.said('bot ready');
  expect(Date.now() - asked).toBeLessThan(2000);
  expect(await world.discord.sessions()).toMatchObject([{ resumed: 2 }]);
  expect((await world.discord.runCommand({ user: 'alice', name: 'help' })).content).toContain('https://kingdom77.test/legal/terms');
  expect(await old.ended).toMatchObject({ code: 0 });
  next.child.kill('SIGTERM');
  expect(await next.ended).toMatchObject({ code: 0, output: expect.not.stringContaining('"level":"warn"') });
});
