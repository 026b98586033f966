/** The testkit as it is handed out: one file and its declarations, in a folder with nothing else, under the oldest Node that is at hand. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const handedOut = join(root, 'templates/project/files/packages/testkit/dist');

const program = `
import { openTestWorld } from './testkit.js';
const world = await openTestWorld({ redis: 'built-in' });
const { url } = await (await fetch(world.endpoints.discord + '/v10/gateway')).json();
const socket = new WebSocket(url + '/?v=10&encoding=json');
const hello = await new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(JSON.parse(data).op)));
socket.close();
await world.redis.ask('SET', 'a', '1');
const prices = await world.stripe.request('GET', '/v1/prices', {});
process.stdout.write(JSON.stringify({ hello, held: await world.redis.ask('GET', 'a'), prices: prices.data.length }));
await world.close();
`;

test('it runs alone, and ends by itself', () => {
  execFileSync(process.execPath, [join(root, '.ci/prepare.mjs')], { stdio: 'inherit' });
  expect(readdirSync(handedOut).sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'testkit.d.ts', 'testkit.js']);
  expect(statSync(join(handedOut, 'testkit.js')).size).toBeLessThan(4_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'k77-testkit-'));
  try {
    copyFileSync(join(handedOut, 'testkit.js'), join(folder, 'testkit.js'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'try.js'), program);
    const said = execFileSync(process.execPath, ['try.js'], { cwd: folder, encoding: 'utf8', timeout: 20_000, env: { PATH: '' } });
    expect(JSON.parse(said)).toEqual({ hello: 10, held: '1', prices: 2 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
