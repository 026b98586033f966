/** Consent, as a browser meets it: asked once, with three doors of one weight; nothing before, nothing after a no, everything gone after a change of mind. */
import { describe, expect, test } from 'vitest';
import { answerForGoogle, isGoogle } from './google.ts';
import { openPages } from './pages.ts';
import type { BrowserContext, Page } from './playwright.ts';
import { gaId, home, type Site } from './site.ts';
import { desk, phone, type Visit, violations, visit, wear } from './visit.ts';
import { output, type Web } from './web.ts';

const gpc = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })";
const dnt = "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })";

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const asked = (page: Page): Promise<boolean> => button(page, 'Refuse').isVisible();
const optional = async (context: BrowserContext): Promise<string[]> =>
  (await context.cookies()).map(({ name }) => name).filter((name) => name !== 'cookie_consent' && name !== 'theme');
const consentCookie = async (context: BrowserContext): Promise<string[]> => {
  const found = (await context.cookies()).find(({ name }) => name === 'cookie_consent');
  return found ? (JSON.parse(decodeURIComponent(found.value)) as { categories: string[] }).categories : [];
};

export function consentTests(web: () => Web): void {
  /** A visitor of whom nothing is known. */
  async function stranger(before?: string): Promise<Visit> {
    const { context } = web();
    await context.clearCookies();
    return visit(context, before);
  }

  describe('consent', () => {
    test('is asked for with nothing ticked and three buttons of one weight, readable in both themes and on a phone', async () => {
      const { context, tools } = web();
      const { page } = await stranger();
      await page.goto(home, { waitUntil: 'networkidle' });
      await button(page, 'Refuse').waitFor({ timeout: 10_000 });
      const looks = await page.evaluate<string[]>(`[...document.querySelectorAll('#cc-main .cm__btn')].map((one) => {
        const { backgroundColor, color, fontSize, fontWeight, borderColor, height } = getComputedStyle(one);
        return [backgroundColor, color, fontSize, fontWeight, borderColor, height].join(' ');
      })`);
      expect([looks.length, new Set(looks).size]).toEqual([3, 1]);
      const wrong: string[] = [];
      for (const theme of ['light', 'dark'] as const) {
        await wear(page, theme);
        wrong.push(...(await violations(tools, page)));
        await page.screenshot({ path: `${output}/consent-${theme}.png`, fullPage: false });
      }
      await wear(page, 'light');
      await page.setViewportSize(phone);
      await page.screenshot({ path: `${output}/consent-phone.png`, fullPage: false });
      await button(page, 'Choose').click();
      await button(page, 'Save my choice').waitFor({ timeout: 10_000 });
      expect(await page.locator('#cc-main input[type=checkbox]:checked:not(:disabled)').count(), 'nothing is ticked').toBe(0);
      wrong.push(...(await violations(tools, page)));
      await page.screenshot({ path: `${output}/consent-settings-phone.png`, fullPage: false });
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect([wrong, over, await optional(context)]).toEqual([[], 0, []]);
      await page.setViewportSize(desk);
      await page.close();
    });

    test('refused by keyboard: on every page as before, also after a reload; the choice is proved to the API', async () => {
      const { context } = web();
      const { page, strangers } = await stranger();
      const before = (await proofs(web().site)).length;
      await page.goto(home, { waitUntil: 'networkidle' });
      await button(page, 'Refuse').waitFor({ timeout: 10_000 });
      await pressUntil(page, 'Tab', 'Refuse');
      await page.keyboard.press('Enter');
      await button(page, 'Refuse').waitFor({ state: 'hidden', timeout: 10_000 });
      await page.waitForLoadState('networkidle');
      await page.reload();
      for (const path of openPages) {
        await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
        expect([path, await asked(page), strangers, await optional(context)]).toEqual([path, false, [], []]);
      }
      expect(await consentCookie(context)).toEqual(['necessary']);
      const proved = (await proofs(web().site)).slice(before);
      expect(proved).toEqual([
        { consent: expect.stringMatching(/^[\da-f-]{36}$/), categories: ['necessary'], revision: expect.any(Number) },
      ]);
      await page.close();
    });

    test('allowed: Google is told, in Consent Mode, no ids and no queries; withdrawn: silent, and every cookie gone', async () => {
      const { context } = web();
      const collected = await answerForGoogle(context);
      const { page, strangers, trouble } = await stranger();
      await page.goto(`${home}/pricing?utm_source=topgg&secret=hide-me`, { waitUntil: 'networkidle' });
      expect(strangers).toEqual([]);
      await button(page, 'Allow').click();
      await expect.poll(() => collected.length, { timeout: 10_000 }).toBeGreaterThan(0);
      expect(strangers.filter((url) => url.includes(`gtag/js?id=${gaId}`))).toHaveLength(1);
      expect((await optional(context)).sort()).toEqual(['_ga', `_ga_${gaId.slice(2)}`]);
      await page.getByRole('link', { name: 'FAQ', exact: true }).first().click();
      await page.waitForURL(/\/faq$/, { timeout: 10_000 });
      await expect.poll(() => collected.map(({ address }) => address)).toContain(`${home}/faq`);
      await page.reload();
      await expect.poll(() => collected.filter(({ event, address }) => event === 'page_view' && address === `${home}/faq`).length).toBe(2);
      expect(collected[0]).toEqual({ event: 'page_view', address: `${home}/pricing?utm_source=topgg`, granted: 'analytics_storage' });
      expect(new Set(collected.map(({ granted }) => granted))).toEqual(new Set(['analytics_storage']));
      expect(JSON.stringify(collected)).not.toContain('hide-me');

      // As another version of the tag may have left one: for the whole domain.
      await page.evaluate('document.cookie = "_ga_OLD=1; Path=/; Secure; Domain=" + location.hostname');
      await page.getByText('Cookie settings').first().click();
      const gone = page.waitForNavigation({ timeout: 10_000 });
      await button(page, 'Refuse all').click();
      await gone;
      await page.waitForLoadState('networkidle');
      expect([await optional(context), await consentCookie(context)]).toEqual([[], ['necessary']]);
      strangers.length = 0;
      for (const path of ['/', '/pricing', '/legal/cookies', '/login']) await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
      expect([strangers, await optional(context)]).toEqual([[], []]);
      expect(trouble.filter((text) => !text.includes('404'))).toEqual([]);
      await page.close();
    });

    test.each([
      ['Global Privacy Control', gpc],
      ['Do Not Track', dnt],
    ])('%s is a refusal without a question; who allows it by hand all the same has allowed it', async (_name, signal) => {
      const { context } = web();
      const collected = await answerForGoogle(context);
      const { page, strangers } = await stranger(signal);
      await page.goto(home, { waitUntil: 'networkidle' });
      await page.locator('#cc-main').waitFor({ state: 'attached', timeout: 10_000 });
      expect([await asked(page), strangers, await optional(context)]).toEqual([false, [], []]);
      await page.getByText('Cookie settings').first().click();
      await page.getByText('Your browser has answered for you').waitFor({ timeout: 10_000 });
      await button(page, 'Allow all').click();
      await expect.poll(() => collected.length, { timeout: 10_000 }).toBeGreaterThan(0);
      await page.goto(`${home}/faq`, { waitUntil: 'networkidle' });
      await expect.poll(() => collected.some(({ address }) => address === `${home}/faq`)).toBe(true);
      await page.close();
    });

    test('a signal that comes after a consent takes it back', async () => {
      const { context } = web();
      const collected = await answerForGoogle(context);
      const first = await stranger();
      await first.page.goto(home, { waitUntil: 'networkidle' });
      await button(first.page, 'Allow').click();
      await expect.poll(() => collected.length, { timeout: 10_000 }).toBeGreaterThan(0);
      await first.page.close();
      const { page, strangers } = await visit(context, gpc);
      await page.goto(`${home}/faq`, { waitUntil: 'networkidle' });
      await expect.poll(() => consentCookie(context)).toEqual(['necessary']);
      await page.waitForLoadState('networkidle');
      expect([await asked(page), strangers.filter(isGoogle), await optional(context)]).toEqual([false, [], []]);
      await page.close();
    });

    test('another list of purposes is another question', async () => {
      const { context } = web();
      const { page, strangers } = await stranger();
      await page.goto(home, { waitUntil: 'networkidle' });
      await button(page, 'Refuse').click();
      const [known] = (await context.cookies()).filter(({ name }) => name === 'cookie_consent');
      const choice = JSON.parse(decodeURIComponent(known?.value ?? '{}')) as { revision: number };
      const older = encodeURIComponent(
        JSON.stringify({ ...choice, revision: choice.revision + 1, categories: ['necessary', 'analytics'] }),
      );
      await page.evaluate(`document.cookie = 'cookie_consent=${older}; Path=/; Secure; SameSite=Lax; Max-Age=600'`);
      await page.goto(`${home}/faq`, { waitUntil: 'networkidle' });
      await button(page, 'Refuse').waitFor({ timeout: 10_000 });
      expect(strangers).toEqual([]);
      await page.close();
    });
  });
}

/** What the API wrote down, in order. */
async function proofs(site: Site): Promise<unknown[]> {
  return (await site.documents('audit_logs', { action: 'consent.given' })).map(({ details }) => details);
}

async function pressUntil(page: Page, key: string, label: string): Promise<void> {
  for (let left = 20; left > 0; left--) {
    if ((await page.evaluate<string>('document.activeElement?.textContent?.trim() ?? ""')) === label) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${label}`);
}
