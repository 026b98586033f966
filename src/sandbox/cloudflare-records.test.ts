import type { RecordCreateParams } from 'cloudflare/resources/dns/records';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, makeZone, openDesk, refused } from './cloudflare-fixture.ts';

let desk: Desk;
let count = 0;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

type Body = Record<string, unknown>;
interface Place {
  zone_id: string;
  name: string;
  make(body: Body): Promise<Body & { id: string }>;
  all(query?: Body): Promise<(Body & { id: string })[]>;
}

/** A zone of its own for a test. */
async function place(): Promise<Place> {
  const name = `records-${++count}.test`;
  const zone_id = await makeZone(desk, name);
  const { records } = desk.client.dns;
  return {
    zone_id,
    name,
    make: async (body) => (await records.create({ zone_id, ttl: 1, ...body } as unknown as RecordCreateParams)) as never,
    all: async (query = {}) => (await records.list({ zone_id, ...query })).result as never,
  };
}

describe('a record', () => {
  test('gets an id of 32 digits, a full name in lower case, and what Cloudflare adds', async () => {
    const { make, name, zone_id } = await place();
    const made = await make({ type: 'A', name: 'WWW', content: '203.0.113.7', comment: 'k77: www' });
    expect(made).toMatchObject({
      name: `www.${name}`,
      content: '203.0.113.7',
      proxied: false,
      proxiable: true,
      ttl: 1,
      comment: 'k77: www',
      tags: [],
    });
    expect(made.id).toMatch(/^[0-9a-f]{32}$/);
    expect(await desk.client.dns.records.get(made.id, { zone_id })).toEqual(made);
    expect(await make({ type: 'A', name: '@', content: '203.0.113.7' })).toMatchObject({ name, comment: null });
    expect(await make({ type: 'AAAA', name, content: '2001:DB8::7' })).toMatchObject({ name, content: '2001:db8::7' });
    expect(await make({ type: 'CNAME', name: `app.${name}.`, content: 'Host.Example.NET.' })).toMatchObject({
      name: `app.${name}`,
      content: 'host.example.net',
    });
    expect(await make({ type: 'A', name: 'foreign.example.org', content: '203.0.113.7' })).toMatchObject({
      name: `foreign.example.org.${name}`,
    });
  });

  test('that is proxied has an automatic TTL, and only addresses and aliases are proxied', async () => {
    const { make } = await place();
    expect(await make({ type: 'CNAME', name: '@', content: 'target.elsewhere.test', proxied: true, ttl: 120 })).toMatchObject({
      proxied: true,
      ttl: 1,
    });
    expect(await refused(make({ type: 'TXT', name: '@', content: 'x', proxied: true }))).toMatchObject({ status: 400, code: 9041 });
    expect(await refused(make({ type: 'A', name: 'b', content: '203.0.113.7', proxied: 'yes' }))).toMatchObject({ code: 9003 });
  });

  test('of text is kept in quotes, in parts of 255 bytes, and is the same text with and without them', async () => {
    const { make } = await place();
    expect((await make({ type: 'TXT', name: '@', content: 'v=spf1 -all' })).content).toBe('"v=spf1 -all"');
    expect(await refused(make({ type: 'TXT', name: '@', content: '"v=spf1 -all"' }))).toMatchObject({ code: 81058 });
    const long = await make({ type: 'TXT', name: 'long', content: 'x'.repeat(300) });
    expect(long.content).toBe(`"${'x'.repeat(255)}" "${'x'.repeat(45)}"`);
    expect((await make({ type: 'TXT', name: 'two', content: '"a" "b c"' })).content).toBe('"a" "b c"');
    expect((await make({ type: 'TXT', name: 'mark', content: 'say "hello"' })).content).toBe('"say \\"hello\\""');
  });

  test('of mail, service and authority has its parts', async () => {
    const { make } = await place();
    expect(await make({ type: 'MX', name: '@', content: 'mx.elsewhere.test', priority: 10 })).toMatchObject({ priority: 10 });
    expect(await refused(make({ type: 'MX', name: '@', content: 'mx.elsewhere.test' }))).toMatchObject({ code: 9101 });
    const srv = { priority: 1, weight: 5, port: 443, target: 'chat.elsewhere.test' };
    expect(await make({ type: 'SRV', name: '_chat._tcp', data: srv })).toMatchObject({
      data: srv,
      content: '5 443 chat.elsewhere.test',
      priority: 1,
    });
    const caa = { flags: 0, tag: 'issue', value: 'letsencrypt.org' };
    expect(await make({ type: 'CAA', name: '@', data: caa })).toMatchObject({ data: caa, content: '0 issue "letsencrypt.org"' });
    expect(await refused(make({ type: 'CAA', name: '@', content: '0 issue "letsencrypt.org"' }))).toMatchObject({ code: 81058 });
    expect(await refused(make({ type: 'CAA', name: '@', data: { flags: 0, tag: 'permit', value: 'x' } }))).toMatchObject({ code: 9101 });
    expect(await make({ type: 'NS', name: 'sub', content: 'ns1.elsewhere.test' })).toMatchObject({ content: 'ns1.elsewhere.test' });
  });

  test('with content that does not fit its type, a strange name, TTL or type is refused', async () => {
    const { make } = await place();
    const codeOf = async (body: Body) => (await refused(make({ name: 'a', ...body }))).code;
    expect(await codeOf({ type: 'A', content: 'host.elsewhere.test' })).toBe(9005);
    expect(await codeOf({ type: 'A', content: '203.0.113.256' })).toBe(9005);
    expect(await codeOf({ type: 'AAAA', content: '203.0.113.7' })).toBe(9006);
    expect(await codeOf({ type: 'AAAA', content: '2001:db8::1::2' })).toBe(9006);
    expect(await codeOf({ type: 'CNAME', content: '203.0.113.7' })).toBe(9007);
    expect(await codeOf({ type: 'CNAME', content: 'no host' })).toBe(9007);
    expect(await codeOf({ type: 'MX', content: '', priority: 1 })).toBe(9009);
    expect(await codeOf({ type: 'A', content: '203.0.113.7', name: 'a..b' })).toBe(9000);
    expect(await codeOf({ type: 'A', content: '203.0.113.7', name: '' })).toBe(9000);
    expect(await codeOf({ type: 'A', content: '203.0.113.7', ttl: 30 })).toBe(9021);
    expect(await codeOf({ type: 'PAINT', content: 'x' })).toBe(9006);
  });

  test('has no tags and a short comment on the free plan', async () => {
    const { make } = await place();
    const tagged = await refused(make({ type: 'A', name: 'a', content: '203.0.113.7', tags: ['owner:k77'] }));
    expect(tagged).toMatchObject({ code: 9300, message: 'DNS record has 1 tags, exceeding the quota of 0.' });
    expect(await refused(make({ type: 'A', name: 'a', content: '203.0.113.7', comment: 'x'.repeat(101) }))).toMatchObject({ code: 9313 });
  });
});

describe('beside others', () => {
  test('an alias stands alone, an address not beside an alias, and nothing is there twice', async () => {
    const { make } = await place();
    await make({ type: 'A', name: 'a', content: '203.0.113.7' });
    await make({ type: 'A', name: 'a', content: '203.0.113.8' });
    await make({ type: 'TXT', name: 'a', content: 'beside' });
    await make({ type: 'CNAME', name: 'c', content: 'one.elsewhere.test' });
    const codeOf = async (body: Body) => (await refused(make(body))).code;
    expect(await codeOf({ type: 'CNAME', name: 'a', content: 'one.elsewhere.test' })).toBe(81053);
    expect(await codeOf({ type: 'CNAME', name: 'c', content: 'two.elsewhere.test' })).toBe(81053);
    expect(await codeOf({ type: 'AAAA', name: 'c', content: '2001:db8::7' })).toBe(81054);
    expect(await codeOf({ type: 'A', name: 'a', content: '203.0.113.7' })).toBe(81058);
    expect(await codeOf({ type: 'A', name: 'a', content: '203.0.113.7', ttl: 120 })).toBe(81057);
    expect(await codeOf({ type: 'NS', name: 'a', content: 'ns1.elsewhere.test' })).toBe(81055);
    await make({ type: 'NS', name: 'd', content: 'ns1.elsewhere.test' });
    expect(await codeOf({ type: 'A', name: 'd', content: '203.0.113.7' })).toBe(81056);
  });

  test('a change is held to the same rules, but not against itself', async () => {
    const { make, zone_id } = await place();
    const { id } = await make({ type: 'CNAME', name: 'c', content: 'one.elsewhere.test', comment: 'kept' });
    await make({ type: 'A', name: 'a', content: '203.0.113.7' });
    const { records } = desk.client.dns;
    const patched = await records.edit(id, { zone_id, content: 'two.elsewhere.test', proxied: true } as never);
    expect(patched).toMatchObject({ id, content: 'two.elsewhere.test', proxied: true, comment: 'kept', type: 'CNAME' });
    const put = await records.update(id, { zone_id, type: 'CNAME', name: 'c', content: 'two.elsewhere.test', ttl: 120 });
    expect(put).toMatchObject({ id, proxied: false, ttl: 120, comment: null });
    expect(await refused(records.edit(id, { zone_id, name: 'a' } as never))).toMatchObject({ code: 81053 });
    expect(await records.edit(id, { zone_id, type: 'A', content: '203.0.113.9' } as never)).toMatchObject({ id, type: 'A' });
  });

  test('what is taken away is gone', async () => {
    const { make, zone_id, all } = await place();
    const { id } = await make({ type: 'A', name: 'a', content: '203.0.113.7' });
    const { records } = desk.client.dns;
    expect(await records.delete(id, { zone_id })).toEqual({ id });
    expect(await all()).toEqual([]);
    expect(await refused(records.get(id, { zone_id }))).toMatchObject({ status: 404, code: 81044 });
    expect(await refused(records.delete(id, { zone_id }))).toMatchObject({ code: 81044 });
  });
});

describe('many records', () => {
  test('are found by type, name, content, comment and proxy, in an order, page by page', async () => {
    const { make, all, name, zone_id } = await place();
    await make({ type: 'A', name: 'b', content: '203.0.113.7', comment: 'k77: api' });
    await make({ type: 'A', name: 'a', content: '203.0.113.8', proxied: true });
    await make({ type: 'TXT', name: 'a', content: 'hello' });
    const names = async (query: Body) => (await all(query)).map((one) => `${String(one.type)} ${String(one.name).split('.')[0]}`);
    expect(await names({})).toEqual(['A a', 'A b', 'TXT a']);
    expect(await names({ type: 'TXT' })).toEqual(['TXT a']);
    expect(await names({ name: { exact: `a.${name}` } })).toEqual(['A a', 'TXT a']);
    expect(await names({ name: { exact: `a.${name}` }, type: 'A' })).toEqual(['A a']);
    expect(await names({ name: { startswith: 'b' } })).toEqual(['A b']);
    expect(await names({ content: { exact: 'hello' } })).toEqual(['TXT a']);
    expect(await names({ content: { contains: '203.0' } })).toEqual(['A a', 'A b']);
    expect(await names({ comment: { present: 'true' } })).toEqual(['A b']);
    expect(await names({ comment: { startswith: 'k77' } })).toEqual(['A b']);
    expect(await names({ proxied: true })).toEqual(['A a']);
    expect(await names({ match: 'any', type: 'TXT', proxied: true })).toEqual(['A a', 'TXT a']);
    expect(await names({ search: 'hello' })).toEqual(['TXT a']);
    expect(await names({ order: 'content', direction: 'desc' })).toEqual(['A a', 'A b', 'TXT a']);
    expect(await names({ per_page: 2, page: 2 })).toEqual(['TXT a']);
    const seen: string[] = [];
    for await (const one of desk.client.dns.records.list({ zone_id, per_page: 1 })) seen.push(one.id);
    expect(new Set(seen).size).toBe(3);
  });

  test('change together or not at all, deletes first', async () => {
    const { make, all, zone_id } = await place();
    const a = await make({ type: 'A', name: 'www', content: '203.0.113.7' });
    const kept = await make({ type: 'TXT', name: 'kept', content: 'one' });
    const { records } = desk.client.dns;
    const cname = { type: 'CNAME', name: 'www', content: 'host.elsewhere.test', ttl: 1 };
    const bad = { zone_id, deletes: [{ id: a.id }], posts: [cname, { type: 'A', name: 'x', content: 'nonsense', ttl: 1 }] };
    expect(await refused(records.batch(bad as never))).toMatchObject({ code: 9005 });
    expect((await all()).map(({ id }) => id).sort()).toEqual([a.id, kept.id].sort());
    const done = await records.batch({
      zone_id,
      deletes: [{ id: a.id }],
      patches: [{ id: kept.id, content: 'two' }],
      posts: [cname],
    } as never);
    expect(done.deletes?.map(({ id }) => id)).toEqual([a.id]);
    expect((await all()).map(({ content }) => content)).toEqual(['host.elsewhere.test', '"two"']);
  });

  test('are told as a zone file', async () => {
    const { make, zone_id, name } = await place();
    await make({ type: 'CNAME', name: 'www', content: 'host.elsewhere.test', proxied: true, comment: 'k77: www' });
    await make({ type: 'MX', name: '@', content: 'mx.elsewhere.test', priority: 10 });
    await make({ type: 'TXT', name: '@', content: 'v=spf1 -all' });
    const file = await desk.client.dns.records.export({ zone_id });
    expect(file).toContain(`${name}\t3600\tIN\tSOA\tdana.ns.cloudflare.com. dns.cloudflare.com.`);
    expect(file).toContain(`www.${name}.\t1\tIN\tCNAME\thost.elsewhere.test. ; k77: www cf_tags=cf-proxied:true`);
    expect(file).toContain(`${name}.\t1\tIN\tMX\t10 mx.elsewhere.test.`);
    expect(file).toContain(`${name}.\t1\tIN\tTXT\t"v=spf1 -all"`);
  });

  test('of the old name servers are found by a scan, which takes nothing’s place', async () => {
    const { make, zone_id, name, all } = await place();
    await make({ type: 'CNAME', name: 'www', content: 'new.elsewhere.test' });
    await desk.edit('scannable-record', { zone: name, type: 'A', name: 'www', content: '203.0.113.7' });
    await desk.edit('scannable-record', { zone: name, type: 'A', name: 'old', content: '203.0.113.7' });
    expect(await desk.client.dns.records.scan({ zone_id })).toMatchObject({ recs_added: 1, total_records_parsed: 2 });
    expect((await all()).map((one) => one.name)).toEqual([`old.${name}`, `www.${name}`]);
  });

  test('by hand are added, changed and deleted as in the dashboard', async () => {
    const { name, all } = await place();
    await desk.edit('add-record', { zone: name, type: 'A', name: 'www', content: '203.0.113.7', proxied: 'on' });
    await desk.edit('change-record', { zone: name, type: 'A', name: 'www', content: '203.0.113.8' });
    expect(await all()).toMatchObject([{ content: '203.0.113.8', proxied: true }]);
    await desk.edit('delete-record', { zone: name, type: 'A', name: `www.${name}` });
    expect(await all()).toEqual([]);
    await expect(desk.edit('delete-record', { zone: name, type: 'A', name: 'www' })).rejects.toThrow('no record');
    await expect(desk.edit('add-record', { zone: name, type: 'A', name: 'www', content: 'x' })).rejects.toThrow('valid IPv4');
    await expect(desk.edit('add-record', { zone: 'nowhere.test', type: 'A' })).rejects.toThrow('no zone nowhere.test');
    await expect(desk.edit('paint')).rejects.toThrow('no button paint');
  });
});

test('record no. 201 is over the quota of a free zone', async () => {
  const own = await openDesk();
  const zone_id = await makeZone(own, 'quota.test', false);
  const posts = Array.from({ length: 200 }, (_, at) => ({ type: 'A', name: `n${at}`, content: '203.0.113.7', ttl: 1 }));
  await own.client.dns.records.batch({ zone_id, posts } as never);
  const more = own.client.dns.records.create({ zone_id, type: 'A', name: 'last', content: '203.0.113.7', ttl: 1 });
  expect(await refused(more)).toMatchObject({ code: 81045 });
  expect(await refused(own.client.dns.records.batch({ zone_id, posts: [...posts, posts[0]] } as never))).toMatchObject({ code: 1004 });
  await own.world.close();
});
