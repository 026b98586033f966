/** Pages that remember what went wrong in them and whom they asked, and what is seen of them. */
import { join } from 'node:path';
import type { BrowserContext, Page } from './playwright.ts';
import { api, home } from './site.ts';
import type { Tools } from './tools.ts';

export interface Visit {
  page: Page;
  /** What the browser complained of. */
  trouble: string[];
  /** Requests to anybody else. */
  strangers: string[];
}

export async function visit(context: BrowserContext, before?: string): Promise<Visit> {
  const page = await context.newPage();
  if (before !== undefined) await page.addInitScript({ content: before });
  const trouble: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`${page.url()} ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`${page.url()} ${String(error)}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol === 'https:' && origin !== home && origin !== api) strangers.push(request.url());
  });
  return { page, trouble, strangers };
}

export const desk = { width: 1280, height: 900 };
export const phone = { width: 360, height: 800 };

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Colours glide from one theme to the other; at their end they are looked at. */
export async function wear(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate(`new Promise((done) => requestAnimationFrame(() => {
    for (const one of document.getAnimations()) if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish();
    requestAnimationFrame(done);
  }))`);
}

/** What axe-core finds wrong now. */
export async function violations({ axe }: Pick<Tools, 'axe'>, page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`),
  );
}

export interface Look {
  tools: Tools;
  page: Page;
  /** Absolute folder for pictures. */
  output: string;
  /** Under which the pictures are kept: the path, unless ids stand in it. */
  name: string;
}

/** In both themes, and on a phone. @returns what is wrong */
export async function look({ tools, page, output, name }: Look): Promise<string[]> {
  const wrong: string[] = [];
  const picture = (kind: string): string => join(output, `${name === '/' ? 'home' : name.slice(1).replaceAll(/[/?=]/g, '-')}-${kind}.png`);
  for (const theme of ['light', 'dark'] as const) {
    await wear(page, theme);
    wrong.push(...(await violations(tools, page)).map((text) => `${name} ${theme} ${text}`));
    await page.screenshot({ path: picture(theme), fullPage: true });
  }
  await wear(page, 'light');
  await page.setViewportSize(phone);
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (over > 0) wrong.push(`${name} is ${over} px too wide for a phone`);
  await page.screenshot({ path: picture('phone'), fullPage: true });
  await page.setViewportSize(desk);
  return wrong;
}
