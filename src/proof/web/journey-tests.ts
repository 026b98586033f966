/** The way of a customer, clicked by a program: from the login to the refund. */
import { describe, expect, test } from 'vitest';
import { answerForGoogle } from './google.ts';
import { home } from './site.ts';
import { look, visit } from './visit.ts';
import { output, type Web } from './web.ts';

/**
 * Browsers complain of every answer that is a no: who is not logged in, no owner of the business, a payment that nobody made. HTTP/2 has no words for a status.
 */
const refused = /\/(servers Failed .* 401 \(\)|(owner|payment\/success\?session_id=cs_test_none) Failed .* 404 \(\))$/;

export function journeyTests(web: () => Web): void {
  describe('the journey', () => {
    test('log in, choose a server, pay, Premium, role, cancel, refund, role gone', async () => {
      const { tools, site, context } = web();
      const { sandbox, castle, support } = site;
      await context.clearCookies();
      const collected = await answerForGoogle(context);
      const { page, trouble } = await visit(context);
      const seen = (name: string): Promise<string[]> => look({ tools, page, output, name });
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
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await expect.poll(() => collected.length, { timeout: 10_000 }).toBeGreaterThan(0);
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
      const wrong = await seen('/servers');

      for (const path of [`/servers/${castle}`, '/account', '/billing', '/owner', '/payment/success?session_id=cs_test_none']) {
        await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
        wrong.push(...(await seen(path.replace(castle, 'id').split('?')[0] ?? path)));
      }

      await page.goto(`${home}/servers/${castle}`, { waitUntil: 'networkidle' });
      await page.getByLabel('Winners of a giveaway').fill('3');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved').first().waitFor({ timeout: 15_000 });

      await page.goto(`${home}/servers/${castle}/premium`, { waitUntil: 'networkidle' });
      wrong.push(...(await seen('/servers/id/premium')));
      await page.getByLabel(/I agree that it renews/).check();
      await page.getByRole('button', { name: /Order and pay/ }).click();
      await page.waitForURL(/checkout\.stripe\.com/, { timeout: 20_000 });
      await page.locator('input[name=terms]').check();
      await page.locator('button[value=pay]').click();
      await page.waitForURL(/kingdom77\.test\/payment\/success/, { timeout: 20_000 });
      await page.getByText('Premium is active').first().waitFor({ timeout: 40_000 });
      wrong.push(...(await seen('/payment/success-active')));
      await until('the role is not given', async () => JSON.stringify(await roles()).includes(support.role));

      await page.goto(`${home}/billing`, { waitUntil: 'networkidle' });
      await page.getByRole('button', { name: 'Cancel subscription' }).click();
      await page.getByText(/Cancelled\. Premium stays until/).waitFor({ timeout: 15_000 });
      await page.getByRole('button', { name: 'Ask for a refund' }).click();
      await page.getByText(/You would get .* back|You can get .* back/).waitFor({ timeout: 15_000 });
      wrong.push(...(await seen('/billing-refund')));
      await page.getByLabel(/Why\?/).fill('Only a rehearsal');
      await page.getByRole('button', { name: 'Ask for the refund' }).click();
      await page.getByText('We have your request').waitFor({ timeout: 15_000 });
      await until('the role stays', async () => !JSON.stringify(await roles()).includes(support.role));

      await page.getByRole('button', { name: 'Log out' }).click();
      await page.waitForURL(/kingdom77\.test\/$/, { timeout: 15_000 });
      expect(wrong).toEqual([]);
      // What Google was told of it: what was done, where, and no id of a server, a payment or a person.
      const events = collected.map(({ event }) => event);
      for (const event of ['page_view', 'login', 'begin_checkout', 'cancel_subscription', 'refund_request'])
        expect(events).toContain(event);
      expect(events).not.toContain('purchase');
      expect(JSON.stringify(collected)).not.toMatch(/\d{17,20}|cs_test|session_id/);
      expect(trouble.filter((text) => !refused.test(text))).toEqual([]);
      await page.close();
    });
  });
}
