import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exits } from '../../core/errors.ts';
import { openZoo, type Zoo } from '../../proof/http-zoo/serve.ts';
import { agreed } from '../../proof/http-zoo/sites.ts';
import { commandLine } from '../command-line.ts';
import { captured } from '../io-double.ts';

let zoo: Zoo;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'k77-probe-http-'));
  const { 'perfect.test': perfect = {}, 'cookie-before-a-redirect.test': redirecting = {} } = agreed;
  zoo = await openZoo({ 'perfect.test': perfect, 'redirecting.test': redirecting, 'closed.test': {} });
  writeFileSync(join(folder, 'edge.json'), JSON.stringify({ routes: zoo.routes, ca: zoo.ca }));
});
afterAll(async () => {
  await zoo.close();
  rmSync(folder, { recursive: true, force: true });
});

async function k77(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const json = words.includes('--json');
  const { host, stdout, stderr } = captured({ json }, [...words, '--dir', join(folder, 'shop')], { K77_EDGE: join(folder, 'edge.json') });
  return { code: await commandLine(host), stdout: stdout(), stderr: stderr() };
}

test('k77 probe http tells what a visitor meets', async () => {
  const { code, stdout } = await k77('probe', 'http', 'redirecting.test', '--samples', '3', '--origin', 'https://dashboard.test');
  expect(code).toBe(exits.proven);
  expect(stdout).toContain('https://redirecting.test/in   200');
  expect(stdout).toMatch(/redirects +https:\/\/redirecting\.test\/ 302/);
  expect(stdout).toMatch(/https +enforced: http leads to https for good, HSTS max-age=63072000/);
  expect(stdout).toMatch(/time +[\d.]+ ms in the middle, [\d.]+ ms at 95 % of 3/);
  expect(stdout).toMatch(/cookies +first +not Secure/);
  expect(stdout).toMatch(/mixed +nothing over http on 1 page/);
  expect(stdout).toMatch(/origin +https:\/\/dashboard\.test +reads: no; preflight: no/);
});

test('k77 probe http --json prints one document', async () => {
  const { code, stdout } = await k77('probe', 'http', 'https://redirecting.test/', '--samples', '2', '--json');
  expect(code).toBe(exits.proven);
  expect(JSON.parse(stdout)).toMatchObject({
    url: 'https://redirecting.test/',
    redirects: { end: 'answered', redirects: 1 },
    https: { http: 'redirects', enforced: true },
    timing: { asked: 2, statuses: { 200: 2 } },
    compression: { chosen: 'none' },
    cookies: [{ name: 'first', secure: false }],
    mixedContent: { active: [] },
  });
});

test('k77 probe headers tells the grade and what costs points', async () => {
  const { code, stdout } = await k77('probe', 'headers', 'perfect.test');
  expect(code).toBe(exits.proven);
  expect(stdout).toContain('grade A+ · 130 points, 100 before bonuses');
  expect(stdout).toMatch(/content-security-policy +\+10/);
  expect(stdout).toContain('MDN HTTP Observatory');
  const document = JSON.parse((await k77('probe', 'headers', 'https://perfect.test', '--json')).stdout);
  expect(document).toMatchObject({ score: 130, grade: 'A+' });
  expect(document.tests).toHaveLength(10);
});

test('a server that does not answer ends with 1, and says what happened', async () => {
  const http = await k77('probe', 'http', 'closed.test');
  expect([http.code, http.stdout]).toEqual([exits.failed, expect.stringContaining('refused (ECONNREFUSED)')]);
  const headers = await k77('probe', 'headers', 'closed.test');
  expect([headers.code, headers.stdout + headers.stderr]).toEqual([exits.failed, expect.stringContaining('closed.test does not answer')]);
});

test.each([
  ['http', 'ftp://perfect.test'],
  ['http', 'https://user:hidden-password@perfect.test'],
  ['headers', 'http://'],
  ['http', 'perfect.test', '--samples', '0'],
])('k77 probe %s %s %s %s is refused with 64', async (...words) => {
  const { code, stdout, stderr } = await k77('probe', ...words);
  expect(code).toBe(exits.usage);
  expect(stdout + stderr).not.toContain('hidden-password');
});

test('a probe writes nothing', async () => {
  await k77('probe', 'headers', 'perfect.test');
  expect(readdirSync(folder)).toEqual(['edge.json']);
});
