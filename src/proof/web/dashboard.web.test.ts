/**
 * The generated dashboard as its visitors have it: a real browser, real names, TLS, every service running. `npm run test:web`.
 * Screenshots of every page are kept in `.ci/output/web`.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { edgeInFile } from '../../ports/network.ts';
import { chromiumArguments } from '../../sandbox/chromium.ts';
import { place } from '../../sandbox/place.ts';
import { freePort } from '../project.ts';
import type { BrowserContext, Page } from './playwright.ts';
import { api, gaId, home, openSite, type Site } from './site.ts';
import { type Lighthouse, lighthouse, openTools, type Tools } from './tools.ts';

const output = join(import.meta.dirname, '..', '..', '..', '.ci', 'output', 'web');
const openPages = [
  '/',
  '/features',
  '/pricing',
  '/commands',
  '/faq',
  '/support',
  '/login',
  '/legal/terms',
  '/legal/privacy',
  '/legal/refund',
  '/legal/cookies',
  '/legal/withdraw',
  '/payment/cancel',
  '/there-is-no-such-page',
];
const sizes = { width: 1280, height: 900 };
const phone = { width: 360, height: 800 };

let tools: Tools;
let site: Site;
/** Why nothing can be measured here; undefined: it can. */
let lacking: string | undefined;
let profile: string;
let port: string;
let context: BrowserContext;

beforeAll(async () => {
  const found = await openTools();
  if (typeof found === 'string') {
    lacking = found;
    return;
  }
  tools = found;
  const opened = await openSite();
  if (typeof opened === 'string') {
    lacking = opened;
    return;
  }
  site = opened;
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  profile = await mkdtemp(join(tmpdir(), 'k77-browser-'));
  port = await freePort();
  const edge = edgeInFile(join(site.shop.root, place.world))();
  context = await tools.chromium.launchPersistentContext(profile, {
    executablePath: tools.browser,
    chromiumSandbox: false,
    viewport: sizes,
    args: [...chromiumArguments(edge, profile).filter((one) => !one.startsWith('--user-data-dir')), `--remote-debugging-port=${port}`],
  });
});
afterAll(async () => {
  await context?.close();
  await site?.close();
  if (profile) await rm(profile, { recursive: true, force: true });
  if (lacking === undefined) process.stdout.write(`\n  screenshots: ${output}\n`);
});
beforeEach(({ skip }) => {
  if (lacking !== undefined) skip(lacking);
});

/** A page that remembers what went wrong in it and whom it asked. */
async function visit(): Promise<{ page: Page; trouble: string[]; strangers: string[] }> {
  const page = await context.newPage();
  const trouble: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol === 'https:' && origin !== home && origin !== api) strangers.push(request.url());
  });
  return { page, trouble, strangers };
}

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(tools.axe);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`),
  );
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

function fileOf(path: string, look: string): string {
  return join(output, `${path === '/' ? 'home' : path.slice(1).replaceAll(/[/?=]/g, '-')}-${look}.png`);
}

/** Both themes, and a phone. */
async function look(page: Page, path: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    // Colours of buttons glide from one theme to the other.
    await page.waitForTimeout(400);
    wrong.push(...(await violations(page)).map((text) => `${path} ${theme} ${text}`));
    await page.screenshot({ path: fileOf(path, theme), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(phone);
  const over = await overflow(page);
  if (over > 0) wrong.push(`${path} is ${over} px too wide for a phone`);
  await page.screenshot({ path: fileOf(path, 'phone'), fullPage: true });
  await page.setViewportSize(sizes);
  return wrong;
}

describe('before anybody chose', () => {
  test('no page asks a stranger for anything, sets more than the necessary, or complains', async () => {
    const { page, trouble, strangers } = await visit();
    for (const path of openPages) await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
    expect(strangers).toEqual([]);
    expect((await context.cookies()).map(({ name }) => name)).toEqual([]);
    // A page that is not there answers 404, which browsers call an error.
    expect(trouble.filter((text) => !text.includes('404'))).toEqual([]);
    await page.close();
  });

  test('every page has no violation in either theme and fits a phone', async () => {
    const { page } = await visit();
    const wrong: string[] = [];
    for (const path of openPages) {
      await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
      wrong.push(...(await look(page, path)));
    }
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('every link of every page leads somewhere', async () => {
    const { page } = await visit();
    const links = new Set<string>();
    for (const path of openPages) {
      await page.goto(`${home}${path}`);
      for (const href of await page.evaluate<string[]>('[...document.links].map(({ href }) => href)')) links.add(href);
    }
    const own = [...links].filter((href) => href.startsWith(home));
    const broken: string[] = [];
    for (const href of own) {
      // Only another anchor of the same page: nothing is asked for.
      const status = (await page.goto(href))?.status() ?? (href.startsWith(`${home}/there-is-no-such-page`) ? 404 : 200);
      const { hash } = new URL(href);
      const there = hash === '' || (await page.locator(`[id="${hash.slice(1)}"]`).count()) > 0;
      // The page for what is not there says so, also to itself.
      const expected = href.startsWith(`${home}/there-is-no-such-page`) ? 404 : 200;
      if (status !== expected || !there) broken.push(`${href} ${status}`);
    }
    expect(own.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
    expect([...links].filter((href) => !/^(https|mailto):/.test(href))).toEqual([]);
    await page.close();
  });
});

describe('consent', () => {
  const google = /googletagmanager\.com|google-analytics\.com/;
  const optional = async (): Promise<string[]> =>
    (await context.cookies()).map(({ name }) => name).filter((name) => name !== 'cookie_consent' && name !== 'theme');

  test('refused: as before, also after a reload; the choice is proved to the API', async () => {
    await context.clearCookies();
    const { page, strangers } = await visit();
    const proofs: string[] = [];
    page.on('request', (request) => void (request.url().endsWith('/api/consent') && proofs.push(request.url())));
    await page.goto(home, { waitUntil: 'networkidle' });
    expect(await page.locator('#cc-main input[type=checkbox]:checked:not(:disabled)').count(), 'nothing is ticked').toBe(0);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.reload();
    await page.goto(`${home}/pricing`, { waitUntil: 'networkidle' });
    expect(await page.getByRole('button', { name: 'Refuse' }).isVisible()).toBe(false);
    expect([strangers, await optional(), proofs.length]).toEqual([[], [], 1]);
    await page.close();
  });

  test('allowed: Google is asked; withdrawn: gone again, with its cookies', async () => {
    await context.clearCookies();
    // Nobody answers for Google here: the tag that is asked for is answered by hand, and sets its cookie as the real one does.
    await context.route(google, async (route) =>
      route.fulfill({
        status: 200,
        contentType: 'text/javascript',
        body: route.request().url().includes('gtag/js') ? 'document.cookie = "_ga=GA1.1.77.77; Path=/; Secure; SameSite=Lax"' : '',
      }),
    );
    const { page, strangers } = await visit();
    await page.goto(home, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForTimeout(1500);
    expect(strangers.some((url) => url.includes(`gtag/js?id=${gaId}`))).toBe(true);
    expect(await optional()).toEqual(['_ga']);
    const layer = await page.evaluate<string>('JSON.stringify((window.dataLayer ?? []).map((one) => [...one]))');
    expect(layer).toContain('"default",{"ad_storage":"denied"');

    await page.getByText('Cookie settings').first().click();
    await page.getByRole('button', { name: 'Refuse all' }).click();
    await page.waitForTimeout(1500);
    strangers.length = 0;
    await page.goto(`${home}/features`, { waitUntil: 'networkidle' });
    expect([strangers, await optional()]).toEqual([[], []]);
    await page.close();
  });
});

describe('the journey', () => {
  test('log in, choose a server, pay, Premium, role, cancel, refund, role gone', async () => {
    const { sandbox, castle, support } = site;
    const { page } = await visit();
    const roles = (): Promise<unknown> => sandbox.edit('discord', 'roles', { guild: support.guild, user: 'alice' });
    const until = async (what: string, right: () => Promise<boolean>): Promise<void> => {
      for (let left = 150; left > 0; left--) {
        if (await right()) return;
        await sandbox.settle();
        await page.waitForTimeout(200);
      }
      throw new Error(`${what}\n${site.said().slice(-3000)}`);
    };
    await page.goto(`${home}/servers`);
    await page.waitForURL(/\/login\?next=/, { timeout: 15_000 });
    await page.getByRole('link', { name: 'Continue with Discord' }).click();
    await page.waitForURL(/discord\.com/, { timeout: 15_000 });
    await page.evaluate(`(() => {
      const radio = [...document.querySelectorAll('input[name=user]')].find((one) => one.closest('label')?.textContent.includes('alice') || one.value === 'alice');
      const select = document.querySelector('select[name=user]');
      if (radio) radio.checked = true;
      if (select) select.value = [...select.options].find((one) => one.textContent.includes('alice') || one.value === 'alice')?.value;
    })()`);
    await page.locator('button[value=authorize]').click();
    await page.waitForURL(/kingdom77\.test\/servers$/, { timeout: 15_000 });
    await page.getByText('Castle').first().waitFor({ timeout: 15_000 });
    const wrong = await look(page, '/servers');

    for (const path of [`/servers/${castle}`, '/account', '/billing', '/owner', '/payment/success?session_id=cs_test_none']) {
      await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
      wrong.push(...(await look(page, path.replace(castle, 'id').split('?')[0] ?? path)));
    }

    await page.goto(`${home}/servers/${castle}`, { waitUntil: 'networkidle' });
    await page.getByLabel('Winners of a giveaway').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').first().waitFor({ timeout: 15_000 });

    await page.goto(`${home}/servers/${castle}/premium`, { waitUntil: 'networkidle' });
    wrong.push(...(await look(page, '/servers/id/premium')));
    await page.getByLabel(/I agree that it renews/).check();
    await page.getByRole('button', { name: /Order and pay/ }).click();
    await page.waitForURL(/checkout\.stripe\.com/, { timeout: 20_000 });
    await page.locator('input[name=terms]').check();
    await page.locator('button[value=pay]').click();
    await page.waitForURL(/kingdom77\.test\/payment\/success/, { timeout: 20_000 });
    await page.getByText('Premium is active').first().waitFor({ timeout: 40_000 });
    wrong.push(...(await look(page, '/payment/success-active')));
    await until('the role is not given', async () => JSON.stringify(await roles()).includes(support.role));

    await page.goto(`${home}/billing`, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Cancel subscription' }).click();
    await page.getByText(/Cancelled\. Premium stays until/).waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Ask for a refund' }).click();
    await page.getByText(/You would get .* back|You can get .* back/).waitFor({ timeout: 15_000 });
    wrong.push(...(await look(page, '/billing-refund')));
    await page.getByLabel(/Why\?/).fill('Only a rehearsal');
    await page.getByRole('button', { name: 'Ask for the refund' }).click();
    await page.getByText('We have your request').waitFor({ timeout: 15_000 });
    await until('the role stays', async () => !JSON.stringify(await roles()).includes(support.role));

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(/kingdom77\.test\/$/, { timeout: 15_000 });
    expect(wrong).toEqual([]);
    await page.close();
  });
});

describe('measured', () => {
  test.each(['/', '/pricing', '/legal/terms'])('%s on a phone, median of three by Lighthouse', async (path) => {
    const runs: Lighthouse[] = [];
    for (let nth = 0; nth < 3; nth++) runs.push(await lighthouse(`${home}${path}`, Number(port)));
    const median = (of: (run: Lighthouse) => number): number => runs.map(of).sort((a, b) => a - b)[1] ?? Number.NaN;
    const seen = {
      performance: median(({ scores }) => scores.performance ?? 0),
      accessibility: median(({ scores }) => scores.accessibility ?? 0),
      'best-practices': median(({ scores }) => scores['best-practices'] ?? 0),
      seo: median(({ scores }) => scores.seo ?? 0),
    };
    const times = { lcp: Math.round(median(({ lcp }) => lcp)), tbt: Math.round(median(({ tbt }) => tbt)), cls: median(({ cls }) => cls) };
    process.stdout.write(`\n  ${path} ${JSON.stringify({ ...seen, ...times })}\n`);
    await writeFile(
      join(output, `lighthouse-${path === '/' ? 'home' : path.slice(1).replaceAll('/', '-')}.json`),
      JSON.stringify(runs, null, 2),
    );
    const why = JSON.stringify(runs[0]?.lost);
    for (const [category, score] of Object.entries(seen)) expect(score, `${category} ${why}`).toBeGreaterThanOrEqual(95);
    expect(times.lcp).toBeLessThan(2500);
    expect(times.tbt).toBeLessThan(200);
    expect(times.cls).toBeLessThan(0.1);
  });

  test('MDN’s Observatory gives A+', () => {
    const edge = edgeInFile(join(site.shop.root, place.world))();
    const script = join(import.meta.dirname, '..', '..', '..', '.ci', 'tools', 'observatory.mjs');
    const text = execFileSync(process.execPath, [script], {
      input: JSON.stringify({ routes: edge.routes, hosts: ['kingdom77.test'] }),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: join(site.shop.root, place.ca) },
      encoding: 'utf8',
    });
    const result = (JSON.parse(text) as Record<string, { grade?: string }>)['kingdom77.test'];
    expect(result?.grade, text.slice(0, 2000)).toBe('A+');
  });

  test('no secret of any service is in what browsers get', async () => {
    const folder = join(site.shop.root, 'dashboard-frontend', '.next', 'static');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
    expect(texts.length).toBeGreaterThan(5);
    expect(site.secrets.size).toBeGreaterThan(8);
    const leaked = [...site.secrets].filter(([, value]) => texts.some((text) => text.includes(value))).map(([name]) => name);
    expect(leaked).toEqual([]);
    expect(files.filter(({ name }) => name.endsWith('.map'))).toEqual([]);
  });
});
