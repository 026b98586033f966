import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callLoopback } from '../ports/listen.ts';
import type { Delivery } from './cloudflare/mailboxes.ts';
import type { Mail } from './cloudflare/model.ts';
import { type Desk, makeZone, openDesk, refused } from './cloudflare-fixture.ts';

let desk: Desk;
let count = 0;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

const address = (email: string) => desk.client.emailRouting.addresses.create({ account_id: desk.account_id, email });
const mailbox = (name: string) => desk.edit<Mail[]>('mailbox', { address: name });
const send = (to: string) =>
  desk.edit<Delivery>('deliver', { to, from: 'visitor@elsewhere.test', subject: 'Hello', text: 'from the world' });
const forward = (from: string, to: string) => ({
  name: `k77: ${from}`,
  enabled: true,
  priority: 0,
  matchers: [{ type: 'literal' as const, field: 'to' as const, value: from }],
  actions: [{ type: 'forward' as const, value: [to] }],
});

/** A zone of its own, and a verified mailbox outside of it. */
async function place(): Promise<{ zone_id: string; name: string; inbox: string }> {
  const name = `mail-${++count}.test`;
  const inbox = `owner-${count}@mailbox.test`;
  const zone_id = await makeZone(desk, name);
  await address(inbox);
  await desk.edit('verify-address', { email: inbox });
  return { zone_id, name, inbox };
}

describe('destination addresses', () => {
  test('count once their owner followed the link in the mail', async () => {
    const { id } = await address('Slow@Mailbox.test');
    const { addresses } = desk.client.emailRouting;
    const { account_id } = desk;
    expect(await addresses.get(String(id), { account_id })).toMatchObject({ email: 'slow@mailbox.test', verified: null });
    const [letter] = await mailbox('slow@mailbox.test');
    expect(letter).toMatchObject({ from: 'noreply@notify.cloudflare.com', subject: '[Cloudflare]: Verify Email Routing address' });
    const path = new URL(/https:\S+/.exec(letter?.text ?? '')?.[0] ?? '').pathname;
    const base = String(desk.world.endpoints.cloudflare);
    const visit = (method: 'GET' | 'POST') =>
      callLoopback(base + path, {
        method,
        headers: { host: 'dash.cloudflare.com', origin: 'https://dash.cloudflare.com' },
        timeoutMs: 5000,
      });
    expect((await visit('GET')).body).toContain('Verify slow@mailbox.test');
    expect((await addresses.get(String(id), { account_id })).verified).toBe(null);
    expect((await visit('POST')).body).toContain('is verified');
    expect((await addresses.get(String(id), { account_id })).verified).toMatch(/^\d{4}-/);
    expect((await fetch(`${base}/email-routing/verify/nonsense`)).status).toBe(404);
  });

  test('are listed by state, made once, and taken away', async () => {
    const { addresses } = desk.client.emailRouting;
    const { account_id } = desk;
    const { id } = await address('listed@mailbox.test');
    expect(await refused(address('LISTED@mailbox.test'))).toMatchObject({ status: 409, code: 2032 });
    expect(await refused(address('no address'))).toMatchObject({ status: 400, code: 2008 });
    const emails = async (verified: boolean) => {
      const found: (string | undefined)[] = [];
      for await (const one of addresses.list({ account_id, verified, per_page: 5 })) found.push(one.email);
      return found;
    };
    expect(await emails(false)).toContain('listed@mailbox.test');
    await desk.edit('verify-address', { email: 'listed@mailbox.test' });
    expect(await emails(true)).toContain('listed@mailbox.test');
    expect(await emails(false)).not.toContain('listed@mailbox.test');
    await addresses.delete(String(id), { account_id });
    expect(await refused(addresses.get(String(id), { account_id }))).toMatchObject({ status: 404 });
    await expect(desk.edit('verify-address', { email: 'listed@mailbox.test' })).rejects.toThrow('no mail for');
  });
});

describe('routing', () => {
  test('adds its records, locks them, and takes them away again', async () => {
    const { zone_id, name } = await place();
    const { emailRouting, dns } = desk.client;
    expect(await emailRouting.get({ zone_id })).toMatchObject({ enabled: false, status: 'unconfigured', name });
    expect(await emailRouting.dns.create({ zone_id })).toMatchObject({ enabled: true, status: 'ready' });
    const { result } = await dns.records.list({ zone_id });
    expect(result.map(({ type, content }) => [type, content])).toEqual(
      expect.arrayContaining([
        ['MX', 'route1.mx.cloudflare.net'],
        ['MX', 'route3.mx.cloudflare.net'],
        ['TXT', '"v=spf1 include:_spf.mx.cloudflare.net ~all"'],
      ]),
    );
    expect(result.find((one) => one.name.startsWith('cf2024-1._domainkey.'))?.content).toContain('v=DKIM1');
    const needed = (await emailRouting.dns.get({ zone_id })) as unknown as unknown[];
    expect(needed).toHaveLength(5);
    const [mx] = result.filter(({ type }) => type === 'MX');
    expect(mx?.meta).toMatchObject({ email_routing: true, read_only: true });
    expect(await refused(dns.records.delete(String(mx?.id), { zone_id }))).toMatchObject({ code: 1046 });
    const other = { zone_id, type: 'MX' as const, name: '@', content: 'mx.elsewhere.test', priority: 1, ttl: 1 as const };
    expect(await refused(dns.records.create(other))).toMatchObject({ code: 890190 });
    expect((await emailRouting.disable({ zone_id })).status).toBe('unconfigured');
    expect((await dns.records.list({ zone_id })).result).toEqual([]);
    expect((await emailRouting.enable({ zone_id })).status).toBe('ready');
    expect((await emailRouting.dns.delete({ zone_id })).enabled).toBe(false);
  });

  test('takes no mail away from another service', async () => {
    const { zone_id } = await place();
    const { emailRouting, dns } = desk.client;
    await dns.records.create({ zone_id, type: 'MX', name: '@', content: 'mx.elsewhere.test', priority: 1, ttl: 1 });
    expect(await refused(emailRouting.dns.create({ zone_id }))).toMatchObject({ status: 409, code: 2007 });
    expect((await emailRouting.get({ zone_id })).enabled).toBe(false);
  });

  test('adds no second SPF record, and is misconfigured until the first one names Cloudflare', async () => {
    const { zone_id } = await place();
    const { emailRouting, dns } = desk.client;
    const { id } = await dns.records.create({ zone_id, type: 'TXT', name: '@', content: 'v=spf1 include:sender.test -all', ttl: 1 });
    expect((await emailRouting.dns.create({ zone_id })).status).toBe('misconfigured/locked');
    await dns.records.edit(id, { zone_id, content: 'v=spf1 include:sender.test include:_spf.mx.cloudflare.net -all' } as never);
    expect((await emailRouting.get({ zone_id })).status).toBe('ready');
    const { result } = await dns.records.list({ zone_id, type: 'TXT' });
    expect(result.filter(({ content }) => content?.includes('v=spf1'))).toHaveLength(1);
  });

  test('whose records were unlocked and deleted is misconfigured', async () => {
    const { zone_id } = await place();
    const { emailRouting, dns } = desk.client;
    await emailRouting.dns.create({ zone_id });
    expect((await emailRouting.unlock({ zone_id })).status).toBe('unlocked');
    const [mx] = (await dns.records.list({ zone_id, type: 'MX' })).result;
    await dns.records.delete(String(mx?.id), { zone_id });
    expect((await emailRouting.get({ zone_id })).status).toBe('misconfigured');
  });
});

describe('a letter', () => {
  test('to an address with a rule reaches the mailbox behind it, and no other', async () => {
    const { zone_id, name, inbox } = await place();
    const { emailRouting } = desk.client;
    await emailRouting.dns.create({ zone_id });
    const made = await emailRouting.rules.create({ zone_id, ...forward(`Support@${name}`, inbox) });
    expect(made).toMatchObject({ enabled: true, matchers: [{ value: `support@${name}` }], actions: [{ type: 'forward', value: [inbox] }] });
    expect(await send(`support@${name}`)).toEqual({ delivered: [inbox] });
    expect((await mailbox(inbox))[0]).toMatchObject({ to: inbox, by: `support@${name}`, from: 'visitor@elsewhere.test', subject: 'Hello' });
    expect(await send(`privacy@${name}`)).toMatchObject({ delivered: [], refused: `550 5.1.1 Address privacy@${name} does not exist` });
    await emailRouting.rules.update(String(made.id), { zone_id, ...forward(`support@${name}`, inbox), enabled: false });
    expect((await send(`support@${name}`)).delivered).toEqual([]);
  });

  test('comes back where routing is off, the zone is not delegated, or the mailbox is not verified', async () => {
    const { zone_id, name, inbox } = await place();
    expect((await send(`a@${name}`)).refused).toContain('takes no mail (unconfigured)');
    await desk.client.emailRouting.dns.create({ zone_id });
    await address(`late-${count}@mailbox.test`);
    await desk.client.emailRouting.rules.create({ zone_id, ...forward(`late@${name}`, `late-${count}@mailbox.test`) });
    expect((await send(`late@${name}`)).refused).toContain('not verified');
    await desk.client.emailRouting.rules.create({ zone_id, ...forward(`a@${name}`, inbox) });
    await desk.edit('parent-delegates', { zone: name, nameservers: 'ns1.elsewhere.test' });
    expect((await send(`a@${name}`)).refused).toContain('not delegated');
  });

  test('to any other address goes where the catch-all says', async () => {
    const { zone_id, name, inbox } = await place();
    const { emailRouting } = desk.client;
    await emailRouting.dns.create({ zone_id });
    expect(await emailRouting.rules.catchAlls.get({ zone_id })).toMatchObject({ enabled: false, actions: [{ type: 'drop' }] });
    const actions = [{ type: 'forward' as const, value: [inbox] }];
    await emailRouting.rules.catchAlls.update({ zone_id, enabled: true, matchers: [{ type: 'all' }], actions });
    expect(await send(`anything@${name}`)).toEqual({ delivered: [inbox] });
    await emailRouting.rules.catchAlls.update({ zone_id, enabled: true, matchers: [{ type: 'all' }], actions: [{ type: 'drop' }] });
    expect(await send(`anything@${name}`)).toEqual({ delivered: [] });
  });

  test('to somebody outside is simply delivered', async () => {
    expect(await send('Friend@Elsewhere.test')).toEqual({ delivered: ['friend@elsewhere.test'] });
    expect(await mailbox('friend@elsewhere.test')).toHaveLength(1);
  });
});

describe('rules', () => {
  test('are listed, found, and taken away; of one address there is one', async () => {
    const { zone_id, name, inbox } = await place();
    const { rules } = desk.client.emailRouting;
    const { id } = await rules.create({ zone_id, ...forward(`a@${name}`, inbox) });
    expect(await refused(rules.create({ zone_id, ...forward(`A@${name}`, inbox) }))).toMatchObject({ status: 409, code: 2014 });
    expect((await rules.list({ zone_id })).result).toHaveLength(1);
    expect((await rules.list({ zone_id, enabled: false })).result).toEqual([]);
    expect((await rules.list({ zone_id, enabled: true })).result.map((one) => one.id)).toEqual([id]);
    expect(await rules.get(String(id), { zone_id })).toMatchObject({ id });
    await rules.delete(String(id), { zone_id });
    expect(await refused(rules.get(String(id), { zone_id }))).toMatchObject({ status: 404, code: 2003 });
  });

  test('for strange addresses, to unknown mailboxes or with other actions are refused', async () => {
    const { zone_id, name, inbox } = await place();
    const codeOf = async (more: object) => {
      const rule = { ...forward(`a@${name}`, inbox), ...more };
      return (await refused(desk.client.emailRouting.rules.create({ zone_id, ...rule } as never))).code;
    };
    expect(await codeOf({ matchers: [{ type: 'literal', field: 'to', value: 'a@elsewhere.test' }] })).toBe(2005);
    expect(await codeOf({ matchers: [] })).toBe(2004);
    expect(await codeOf({ actions: [{ type: 'forward', value: ['nobody@mailbox.test'] }] })).toBe(2054);
    expect(await codeOf({ actions: [{ type: 'sing' }] })).toBe(2006);
    expect(await codeOf({ actions: [] })).toBe(2006);
  });
});
