/** A real Chromium in the rehearsal, spoken to through its debugging port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { findChromium } from '../ports/browser.ts';
import { chromiumArguments } from './chromium.ts';
import { testWorld } from './fixture.ts';
import { nameVendor } from './web/fixture.ts';
import type { World } from './world.ts';

const browser = await findChromium();
const address = '203.0.113.10';
const nameservers = ['ns.render.test'];
let world: World;
let folder: string;
let chromium: ChildProcess;
let page: Page;

beforeAll(async () => {
  const claim = () => ({
    zones: [{ name: 'kingdom77.test', nameservers, records: [{ type: 'A' as const, name: 'kingdom77.test', value: address }] }],
    delegations: [{ domain: 'kingdom77.test', nameservers }],
    web: [
      { name: 'kingdom77.test', server: 'render', addresses: [address], alwaysHttps: true, certificate: { names: ['kingdom77.test'] } },
    ],
  });
  world = await testWorld({ more: [nameVendor('render', claim)] });
  if (!browser) return;
  folder = await mkdtemp(join(tmpdir(), 'k77-chromium-'));
  const given = ['--headless', '--no-sandbox', '--remote-debugging-port=0', ...chromiumArguments(world.edge(), folder), 'about:blank'];
  chromium = spawn(browser, given, { stdio: 'ignore' });
  page = await openPage(folder);
});
afterAll(async () => {
  page?.close();
  chromium?.kill('SIGKILL');
  await world.close();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

interface Page {
  /** Where it led, or why it led nowhere. */
  go(url: string): Promise<{ errorText?: string }>;
  value(expression: string): Promise<unknown>;
  close(): void;
}

async function openPage(profile: string): Promise<Page> {
  const file = join(profile, 'DevToolsActivePort');
  let told = '';
  for (let tries = 0; tries < 300 && !told.includes('/devtools/'); tries++) {
    told = await readFile(file, 'utf8').catch(() => '');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [port] = told.split('\n');
  const tabs = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { type: string; webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(tabs.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve) => socket.once('open', resolve));
  let id = 0;
  const call = (method: string, params: object): Promise<Record<string, unknown>> => {
    const own = ++id;
    return new Promise((resolve) => {
      const hear = (text: unknown): void => {
        const said = JSON.parse(String(text)) as { id?: number; result?: Record<string, unknown> };
        if (said.id !== own) return;
        socket.off('message', hear);
        resolve(said.result ?? {});
      };
      socket.on('message', hear);
      socket.send(JSON.stringify({ id: own, method, params }));
    });
  };
  return {
    go: (url) => call('Page.navigate', { url }),
    value: async (expression) => ((await call('Runtime.evaluate', { expression, awaitPromise: true })).result as { value?: unknown }).value,
    close: () => socket.close(),
  };
}

describe.skipIf(!browser)('a browser of the rehearsal (needs Chromium)', () => {
  test('opens a host by its name, from HTTP to HTTPS, as a secure context', async () => {
    expect((await page.go('http://kingdom77.test/')).errorText).toBeUndefined();
    await expect.poll(() => page.value('document.querySelector("h1")?.textContent')).toBe('kingdom77.test');
    expect(await page.value('[location.href, isSecureContext].join(" ")')).toBe('https://kingdom77.test/ true');
  });

  test('opens a vendor by its own name', async () => {
    expect((await page.go('https://dashboard.stripe.com/dashboard')).errorText).toBeUndefined();
    await expect.poll(() => page.value('document.title')).toMatch(/Stripe|Kingdom/);
  });

  test('finds nothing else', async () => {
    expect((await page.go('https://example.org/')).errorText).toBe('net::ERR_NAME_NOT_RESOLVED');
  });
});

test('the arguments lead names to the edge, trust its key alone and shut out the rest', () => {
  const given = chromiumArguments(
    {
      routes: { 'a.test:443': '127.0.0.1:1', '203.0.113.9:443': '127.0.0.1:1', 'b.test:6379': '127.0.0.1:2' },
      dns: undefined,
      ca: '',
      pin: 'PIN',
    },
    '/p',
  );
  expect(given).toContain('--host-resolver-rules=MAP a.test:443 127.0.0.1:1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1,EXCLUDE localhost');
  expect(given).toContain('--ignore-certificate-errors-spki-list=PIN');
});
