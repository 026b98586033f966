/** What holds of every page before anybody chose anything. */
import { describe, expect, test } from 'vitest';
import { openPages } from './pages.ts';
import { home } from './site.ts';
import { look, visit } from './visit.ts';
import { output, type Web } from './web.ts';

interface Walked {
  /** By page: requests to others, and cookies that lie there. */
  kept: Record<string, { strangers: string[]; cookies: string[] }>;
  trouble: string[];
  /** What axe found, and what is too wide. */
  wrong: string[];
  links: string[];
}

/** One walk through all pages, of which each test tells a part. */
async function walk({ context, tools }: Web): Promise<Walked> {
  const { page, trouble, strangers } = await visit(context);
  const walked: Walked = { kept: {}, trouble, wrong: [], links: [] };
  const links = new Set<string>();
  for (const path of openPages) {
    await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
    for (const href of await page.evaluate<string[]>('[...document.links].map(({ href }) => href)')) links.add(href);
    walked.wrong.push(...(await look({ tools, page, output, name: path })));
    walked.kept[path] = { strangers: strangers.splice(0), cookies: (await context.cookies()).map(({ name }) => name) };
  }
  walked.links.push(...links);
  await page.close();
  return walked;
}

export function openPagesTests(web: () => Web): void {
  let walking: Promise<Walked> | undefined;
  const walked = (): Promise<Walked> => {
    walking ??= walk(web());
    return walking;
  };

  describe('before anybody chose', () => {
    test('no page asks a stranger for anything, sets a cookie, or complains', async () => {
      const { kept, trouble } = await walked();
      expect(kept).toEqual(Object.fromEntries(openPages.map((path) => [path, { strangers: [], cookies: [] }])));
      // A page that is not there answers 404, which browsers call an error.
      expect(trouble.filter((text) => !text.includes('404'))).toEqual([]);
    });

    test('every page has no violation in either theme and fits a phone', async () => {
      expect((await walked()).wrong).toEqual([]);
    });

    test('every link of every page leads somewhere', async () => {
      const { links } = await walked();
      const own = links.filter((href) => href.startsWith(home));
      const { page } = await visit(web().context);
      await page.goto(`${home}/legal/terms`);
      const broken: string[] = [];
      for (const href of own) {
        const answer = await page.evaluate<{ status: number; text: string }>(
          `fetch(${JSON.stringify(href)}).then(async (answer) => ({ status: answer.status, text: await answer.text() }))`,
        );
        const { hash, pathname } = new URL(href);
        const there = hash === '' || answer.text.includes(`id="${hash.slice(1)}"`);
        // The page for what is not there says so, also to itself.
        if (answer.status !== (pathname === '/there-is-no-such-page' ? 404 : 200) || !there) broken.push(`${href} ${answer.status}`);
      }
      expect(own.length).toBeGreaterThan(20);
      expect(broken).toEqual([]);
      expect(links.filter((href) => !/^(https|mailto):/.test(href))).toEqual([]);
      await page.close();
    });

    test('every page says what it is about without a script too, and asks nothing', async () => {
      const { context } = web();
      const { page } = await visit(context);
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setScriptExecutionDisabled', { value: true });
      for (const path of openPages) {
        await page.goto(`${home}${path}`);
        expect([path, await page.locator('main h1').count(), await page.locator('#cc-main').count()]).toEqual([path, 1, 0]);
      }
      await page.close();
    });
  });
}
