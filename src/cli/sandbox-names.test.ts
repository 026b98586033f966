import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exits } from '../core/errors.ts';
import { systemClock } from '../ports/clock.ts';
import { sandboxClient, stopSandbox } from '../sandbox/client.ts';
import { commandLine } from './command-line.ts';
import { captured } from './io-double.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-names-'));
});
afterAll(async () => {
  await stopSandbox(root, systemClock);
  await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
});

async function k77(...argv: string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
  const { host, stdout, stderr } = captured({}, [...argv, '--dir', root]);
  return { exit: await commandLine(host), stdout: stdout(), stderr: stderr() };
}

test('resolvers of the rehearsal are made late, blind and right again, and what makes no sense is refused', async () => {
  expect((await k77('sandbox', 'dns', '--resolver', '8.8.8.8', '--delay', '60')).stdout).toContain(
    '8.8.8.8          sees changes after 60 s',
  );
  const { stdout } = await k77('sandbox', 'dns', '--resolver', '9.9.9.9', '--delay', 'never', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ resolvers: { '1.1.1.1': 0, '8.8.8.8': 60, '9.9.9.9': 'never' } });
  expect((await k77('sandbox', 'status')).stdout).toContain('9.9.9.9 sees no change of names any more');
  expect((await k77('sandbox', 'dns', '--delay', '0', '--flush')).exit).toBe(exits.proven);
  expect((await (await sandboxClient(root)).faults()).names).toEqual({ propagationSeconds: {}, never: [] });
  const wrong = await k77('sandbox', 'dns', '--resolver', '4.4.4.4', '--delay', '1');
  expect([wrong.exit, wrong.stderr]).toEqual([exits.usage, expect.stringContaining('use one of 1.1.1.1')]);
  expect((await k77('sandbox', 'dns', '--delay', 'soon')).exit).toBe(exits.usage);
});

test('web hosts are shown and their addresses printed where there is no window', async () => {
  await (await sandboxClient(root)).setHosts({ 'api.kingdom77.test': 'http://127.0.0.1:4999' });
  expect((await k77('sandbox', 'status')).stdout).toMatch(/api\.kingdom77\.test +k77 sandbox · https · http:\/\/127\.0\.0\.1:4999/);
  const opened = (await k77('sandbox', 'open', 'api.kingdom77.test')).stdout;
  expect(opened).toContain('https://api.kingdom77.test/');
  expect(opened).toMatch(/curl --cacert .*ca\.pem --resolve api\.kingdom77\.test:\d+:127\.0\.0\.1/);
  expect((await k77('sandbox', 'open', 'nowhere.test')).exit).toBe(exits.usage);
});
