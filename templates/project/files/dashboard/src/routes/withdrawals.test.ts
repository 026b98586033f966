import { describe, expect, test } from 'vitest';
import { alice, envOf, guild, openApi, owner } from '../api.fixture.ts';

const declaration = { name: 'Alice Example', contact: 'alice@example.org', contract: 'Premium for Castle, invoice K77-0001' };

describe('a withdrawal from a contract', () => {
  test('needs no login, and is confirmed with its words and its time', async () => {
    const api = await openApi();
    const answer = await api.browser().send('POST', '/api/withdrawals', declaration);
    expect(answer.statusCode).toBe(201);
    const { reference, declaredAt, text, outcome, refund } = answer.json();
    expect(reference).toMatch(/^W-[2-9A-HJ-NP-Z]{10}$/);
    expect([outcome, refund]).toEqual(['received', null]);
    for (const part of [reference, declaredAt.slice(0, 10), ...Object.values(declaration)]) expect(text).toContain(part);
    expect(await api.repositories.withdrawals.open(10)).toMatchObject([{ reference, ...declaration, status: 'open', userId: undefined }]);
  });

  test('calls a person, without telling the channel who it was', async () => {
    const api = await openApi();
    await api.browser().send('POST', '/api/withdrawals', declaration);
    const [job] = api.queues.named('log-webhook');
    expect(job?.data.title).toContain('withdraws');
    expect(JSON.stringify(job)).not.toMatch(/alice|example/i);
  });

  test('is taken while sales are switched off and while Stripe does not answer', async () => {
    const api = await openApi({ env: envOf({ STRIPE_ENABLED: 'false' }) });
    const browser = api.browser();
    await browser.login();
    await api.repositories.subscriptions.save({
      id: 'sub_1',
      guildId: guild.id,
      userId: alice.id,
      customerId: 'cus_1',
      status: 'active',
      plan: 'monthly',
      priceId: 'price_monthly',
      currentPeriodEnd: new Date('2030-01-01'),
      cancelAtPeriodEnd: false,
      syncedAt: new Date(),
    });
    const answer = await browser.send('POST', '/api/withdrawals', { ...declaration, guildId: guild.id });
    expect([answer.statusCode, answer.json().outcome]).toEqual([201, 'received']);
    expect(await api.repositories.withdrawals.open(10)).toMatchObject([{ userId: alice.id, guildId: guild.id }]);
  });

  test('a stranger cannot name a server of somebody else', async () => {
    const api = await openApi();
    await api.browser().send('POST', '/api/withdrawals', { ...declaration, guildId: guild.id });
    expect((await api.repositories.withdrawals.open(10))[0]?.guildId).toBeUndefined();
  });

  test('needs a name, a contract, and where to answer', async () => {
    const browser = (await openApi()).browser();
    for (const field of ['name', 'contact', 'contract'])
      expect((await browser.send('POST', '/api/withdrawals', { ...declaration, [field]: ' ' })).json().errors).toMatchObject([
        { path: field },
      ]);
  });

  test('owners see those that wait, and close each once', async () => {
    const api = await openApi();
    const { reference } = (await api.browser().send('POST', '/api/withdrawals', declaration)).json();
    const member = api.browser();
    await member.login();
    expect((await member.send('GET', '/api/admin/withdrawals')).statusCode).toBe(404);
    expect((await member.send('POST', `/api/admin/withdrawals/${reference}`)).statusCode).toBe(404);
    api.discord.answer.user = owner;
    const boss = api.browser();
    await boss.login();
    expect((await boss.send('GET', '/api/admin/withdrawals')).json().withdrawals).toMatchObject([
      { reference, ...declaration, userId: null },
    ]);
    expect((await boss.send('POST', `/api/admin/withdrawals/${reference}`)).statusCode).toBe(204);
    expect((await boss.send('POST', `/api/admin/withdrawals/${reference}`)).json().code).toBe('not-open');
    expect((await boss.send('GET', '/api/admin/withdrawals')).json()).toEqual({ withdrawals: [] });
  });

  test('is limited, for nobody declares it eleven times an hour', async () => {
    const browser = (await openApi()).browser();
    const answers = [];
    for (let n = 0; n < 11; n += 1) answers.push((await browser.send('POST', '/api/withdrawals', declaration)).statusCode);
    expect(answers.filter((status) => status === 201)).toHaveLength(10);
    expect(answers.at(-1)).toBe(429);
  });
});
