import { describe, expect, test } from 'vitest';
import { alice, openApi } from '../api.fixture.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('a copy of the data', () => {
  test('is asked for once a day, answered within a month, and queued', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const asked = await browser.send('POST', '/api/privacy/export');
    expect([asked.statusCode, asked.json().status, asked.json().url]).toEqual([202, 'requested', null]);
    expect(Date.parse(asked.json().dueAt) - Date.parse(asked.json().createdAt)).toBe(30 * day);
    expect(api.queues.named('privacy-export').map(({ data }) => data.requestId)).toEqual([asked.json().id]);
    const again = await browser.send('POST', '/api/privacy/export');
    expect([again.statusCode, again.json().code]).toEqual([429, 'export-too-soon']);
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(86_000);
  });

  test('needs a login of the last minutes, and neither is lost while the queue is away', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    api.clock.advance(16 * 60_000);
    expect((await browser.send('POST', '/api/privacy/export')).json().code).toBe('login-too-old');
    expect((await browser.send('POST', '/api/privacy/delete')).json().code).toBe('login-too-old');
    await browser.login();
    api.queues.breakDown(true);
    expect((await browser.send('POST', '/api/privacy/export')).statusCode).toBe(202);
    expect(api.repositories.store.all('privacy_requests')).toHaveLength(1);
  });

  test('its link works for seven days, for this file and nothing else', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const { id } = (await browser.send('POST', '/api/privacy/export')).json();
    const { privacyRequests } = api.repositories;
    await privacyRequests.setArchive(id, Buffer.from('packed'));
    await privacyRequests.move(id, 'requested', 'ready', { expiresAt: new Date(api.clock.now().getTime() + 7 * day) });
    const { url } = (await browser.send('GET', `/api/privacy/export/${id}`)).json();
    const path = String(url).replace('https://api.kingdom77.test', '');
    const stranger = api.browser();
    const file = await stranger.send('GET', path);
    expect([file.statusCode, file.body, file.headers['content-disposition']]).toEqual([
      200,
      'packed',
      `attachment; filename="export-${id.slice(0, 8)}.json.gz"`,
    ]);
    expect((await stranger.send('GET', `${path.slice(0, -3)}abc`)).statusCode).toBe(404);
    expect((await stranger.send('GET', path.replace(id, crypto.randomUUID()))).statusCode).toBe(404);
    expect((await stranger.send('GET', `/api/privacy/export/${id}`)).statusCode).toBe(401);
    api.clock.advance(7 * day + 1000);
    expect((await stranger.send('GET', path)).statusCode).toBe(404);
  });
});

describe('to be forgotten', () => {
  test('is scheduled, ends every session and token at once, and can be cancelled by who logs in again', async () => {
    const api = await openApi();
    const [browser, phone] = [api.browser(), api.browser()];
    await phone.login();
    await browser.login();
    const asked = await browser.send('POST', '/api/privacy/delete');
    expect([asked.statusCode, asked.json().status]).toEqual([202, 'scheduled']);
    expect(Date.parse(asked.json().runsAt) - Date.parse(asked.json().createdAt)).toBe(30 * day);
    expect(api.queues.named('privacy-delete')[0]?.delayMs).toBe(30 * day);
    expect((await phone.send('GET', '/api/auth/me')).statusCode).toBe(401);
    expect((await api.repositories.accounts.get(alice.id))?.tokens).toBeUndefined();
    await browser.login();
    expect((await browser.send('GET', '/api/auth/me')).json().deletion).toEqual({ id: asked.json().id, runsAt: asked.json().runsAt });
    const cancelled = await browser.send('POST', '/api/privacy/delete/cancel');
    expect(cancelled.json().status).toBe('cancelled');
    expect(api.queues.named('privacy-delete')).toEqual([]);
    expect((await browser.send('POST', '/api/privacy/delete/cancel')).statusCode).toBe(404);
  });

  test('asked for twice it is one request', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const first = (await browser.send('POST', '/api/privacy/delete')).json().id;
    await browser.login();
    expect((await browser.send('POST', '/api/privacy/delete')).json().id).toBe(first);
    expect((await browser.send('GET', '/api/privacy/requests')).statusCode).toBe(401);
  });
});

describe('a choice about cookies', () => {
  test('is written down without a name or an address, from our own pages only', async () => {
    const api = await openApi();
    const browser = api.browser();
    await browser.login();
    const body = { id: crypto.randomUUID(), categories: ['necessary'], revision: 1 };
    expect((await browser.send('POST', '/api/consent', body)).statusCode).toBe(204);
    const [entry] = api.repositories.store.all('audit_logs');
    expect(entry).toMatchObject({ action: 'consent.given', details: { consent: body.id, categories: ['necessary'], revision: 1 } });
    expect(JSON.stringify(entry)).not.toMatch(/198\.51|2000000/);
    expect((await browser.send('POST', '/api/consent', body, { origin: 'https://evil.test' })).statusCode).toBe(403);
  });
});
