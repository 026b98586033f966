import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import type { AnyVendor, Door, OpenDoor, Vendor, VendorId } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { publicAddress } from '../probes/public-address.ts';
import { lookUp } from '../probes/rdap.ts';
import { godaddy } from '../vendors/godaddy.ts';
import { namecheap } from '../vendors/namecheap.ts';
import { porkbun } from '../vendors/porkbun.ts';
import { testWorld } from './fixture.ts';
import type { World } from './world.ts';

const domain = 'kingdom77.test';
const servers = ['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com'];
let world: World;
let clean: Awaited<ReturnType<World['snapshot']>>;
beforeAll(async () => {
  world = await testWorld();
  clean = await world.snapshot();
});
beforeEach(() => world.restore(clean));
afterAll(() => world.close());

/** A client of the vendor, its door leading to the emulator. */
function client<C>(vendor: Vendor<C>, keys: Record<string, string> = {}): C {
  const known = world.credentials();
  const secrets = Object.fromEntries(
    vendor.credentials.map((key) => [key, new Secret(key, keys[key] ?? known[`${vendor.id}.${key}`] ?? '')]),
  );
  const credentials = { ...secrets, NAMECHEAP_CLIENT_IP: keys.NAMECHEAP_CLIENT_IP ?? '203.0.113.77' };
  return vendor.connect(leadingTo(vendor) as OpenDoor, credentials);
}

function leadingTo(vendor: AnyVendor): Door {
  return (url, init) => {
    const { pathname, search } = new URL(url);
    return fetch(`${world.endpoints[vendor.id]}${pathname}${search}`, init);
  };
}

const refusalOf = async (vendor: AnyVendor, work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return vendor.explain(error, 'a call');
};
const edit = (vendor: VendorId, action: string, fields: Record<string, string> = {}) => world.edit(vendor, action, { domain, ...fields });
const delegated = async () => {
  const network = edgeNetwork(() => world.edge());
  const seen = await lookUp(domain, { clock: systemClock, network });
  return seen.state === 'registered' ? seen.nameservers : seen.state;
};

describe('GoDaddy', () => {
  test('sells, delegates and protects a domain, with prices in millionths', async () => {
    const to = client(godaddy);
    expect(await to.offer(domain)).toMatchObject({ available: true, definitive: true, price: 9_980_000 });
    const agreementKeys = await to.agreements('test');
    expect((await refusalOf(godaddy, to.purchase(domain, { agreementKeys: [], agreedAt: 'now', agreedBy: '' })))?.status).toBe(422);
    await to.purchase(domain, { agreementKeys, agreedAt: new Date().toISOString(), agreedBy: '203.0.113.77' });
    await to.update(domain, { nameServers: servers, renewAuto: true, locked: true });
    expect(await to.domain(domain)).toMatchObject({ status: 'ACTIVE', nameServers: servers, renewAuto: true, locked: true, privacy: true });
    expect((await to.offer(domain)).available).toBe(false);
    expect(await delegated()).toEqual(servers);
  });

  test('says which key is wrong, and that a closed API is done by hand', async () => {
    const wrong = await refusalOf(godaddy, godaddy.whoami(client(godaddy, { GODADDY_API_SECRET: 'no' })));
    expect(wrong).toMatchObject({ status: 401, exit: 6, advice: expect.stringContaining('Production') });
    await edit('godaddy', 'close-api');
    expect(await refusalOf(godaddy, godaddy.whoami(client(godaddy)))).toMatchObject({
      status: 403,
      advice: expect.stringContaining('registrar=other'),
    });
  });

  test('does not know a domain of somebody else', async () => {
    expect(await client(godaddy).domain('google.com')).toBeUndefined();
  });
});

describe('Porkbun', () => {
  test('sells at the price that was named, delegates, signs and renews', async () => {
    const to = client(porkbun);
    expect(await to.offer(domain)).toMatchObject({ avail: 'yes', price: '9.98', additional: { renewal: { price: '12.98' } } });
    expect((await refusalOf(porkbun, to.create(domain, 1)))?.message).toContain('cost');
    await to.create(domain, 998);
    await to.setNameServers(domain, servers);
    await to.setAutoRenew(domain);
    const signer = { keyTag: 2371, algorithm: 13, digestType: 2, digest: 'A'.repeat(64) };
    await to.addSigner(domain, signer);
    expect(await to.nameServers(domain)).toEqual(servers);
    expect(await to.domain(domain)).toMatchObject({ status: 'ACTIVE', autoRenew: '1', whoisPrivacy: '1' });
    const seen = await lookUp(domain, { clock: systemClock, network: edgeNetwork(() => world.edge()) });
    expect(seen).toMatchObject({ state: 'registered', registrar: 'Porkbun LLC', nameservers: servers, signed: true });
  });

  test('refuses wrong keys before anything else', async () => {
    expect(await refusalOf(porkbun, porkbun.whoami(client(porkbun, { PORKBUN_API_KEY: 'pk1_no' })))).toMatchObject({
      status: 403,
      exit: 6,
    });
  });

  test('tells reading from writing although everything is a POST', () => {
    const reads = (path: string) => porkbun.reads?.({ method: 'POST', path, body: '' });
    expect(['/ping', '/domain/listAll', `/domain/checkDomain/${domain}`, `/domain/getNs/${domain}`].map(reads)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([`/domain/create/${domain}`, `/domain/updateNs/${domain}`, `/dns/createDnssecRecord/${domain}`].map(reads)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('Namecheap', () => {
  test('tells prices, sells for the address on file, and delegates', async () => {
    const to = client(namecheap);
    const offers = await to.offers([domain, 'google.com']);
    expect(offers.get(domain)).toEqual({ available: true, premium: false, firstYear: '9.98', renewal: '12.98' });
    expect(offers.get('google.com')?.available).toBe(false);
    const owner = await to.owner();
    expect(owner).toMatchObject({ Address1: '77 Castle Road', PostalCode: '94107' });
    if (!owner) throw new Error('no address');
    await expect(to.create(domain, { ...owner, Phone: '' })).rejects.toThrow('RegistrantPhone is Missing');
    await to.create(domain, owner);
    await to.setNameServers(domain, servers);
    expect(await to.domain(domain)).toMatchObject({ status: 'Ok', autoRenew: false, privacy: true, locked: true });
    await edit('namecheap', 'protect');
    expect((await to.domain(domain))?.autoRenew).toBe(true);
    expect(await delegated()).toEqual(servers);
  });

  test('names the access list when this machine is not on it', async () => {
    const refusal = await refusalOf(namecheap, namecheap.whoami(client(namecheap, { NAMECHEAP_CLIENT_IP: '198.51.100.9' })));
    expect(refusal).toMatchObject({ code: '1011150', exit: 6, advice: expect.stringContaining('Whitelisted IPs') });
  });

  test('tells reading from writing by the command in the body', () => {
    const reads = (command: string) =>
      namecheap.reads?.({ method: 'POST', path: '/xml.response', body: `ApiKey=x&Command=namecheap.${command}` });
    expect(['domains.check', 'domains.getList', 'domains.getInfo', 'users.getPricing'].map(reads)).toEqual([true, true, true, true]);
    expect(['domains.dns.setCustom', 'domains.create'].map(reads)).toEqual([false, false]);
  });
});

describe('the registry and a registrar without an API', () => {
  const look = () => lookUp(domain, { clock: systemClock, network: edgeNetwork(() => world.edge()) });

  test('know whether a domain is free, and until when it is registered', async () => {
    expect(await look()).toMatchObject({ state: 'free', from: 'rdap.nic.test' });
    await edit('internet', 'buy');
    await edit('internet', 'nameservers', { servers: servers.join(' ') });
    await edit('internet', 'expire', { at: '2026-12-01T00:00:00.000Z' });
    expect(await look()).toMatchObject({
      state: 'registered',
      expires: '2026-12-01T00:00:00.000Z',
      nameservers: servers,
      registrar: 'A registrar without an API',
    });
  });

  test('say so when the registry does not answer', async () => {
    world.faults.set({ faults: [{ vendor: 'internet', match: {}, do: '500' }] });
    expect(await look()).toMatchObject({ state: 'unknown' });
    world.faults.clear();
  });

  test('do not know endings that IANA does not list', async () => {
    const seen = await lookUp('kingdom77.nowhere', { clock: systemClock, network: edgeNetwork(() => world.edge()) });
    expect(seen).toMatchObject({ state: 'unknown', why: 'no RDAP server serves .nowhere' });
  });

  test('the public trace tells the address of this machine', async () => {
    expect(await publicAddress({ clock: systemClock, network: edgeNetwork(() => world.edge()) })).toBe('203.0.113.77');
  });

  test('a person does the same on the page', async () => {
    const page = `${world.endpoints.internet}/dashboard`;
    const body = new URLSearchParams({ action: 'buy', domain }).toString();
    await fetch(page, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: world.endpoints.internet ?? '' },
    });
    expect(await (await fetch(page)).text()).toContain(domain);
  });
});
