import { expect, test } from 'vitest';
import { inventory } from '../proof/inventory.ts';
import { domain, makeZone, openDesk } from './cloudflare-fixture.ts';

test('two worlds in which the same was done have equal inventories, and every kind of thing is told', async () => {
  const told: string[][] = [];
  for (const _ of [1, 2]) {
    const desk = await openDesk();
    const { client, account_id, edit } = desk;
    const zone_id = await makeZone(desk, domain);
    await client.dns.records.create({ zone_id, type: 'TXT', name: '@', content: 'hello', ttl: 1, comment: 'k77: mark' });
    await client.zones.settings.edit('ssl', { zone_id, value: 'strict' });
    await client.zones.settings.edit('brotli', { zone_id, value: 'on' });
    await client.emailRouting.addresses.create({ account_id, email: 'owner@mailbox.test' });
    await edit('register', { zone: 'bought.test' });
    await edit('deliver', { to: 'owner@mailbox.test' });
    told.push(inventory(await desk.world.snapshot()).filter((line) => line.startsWith('cloudflare ')));
    await desk.world.close();
  }
  expect(told[0]).toEqual(told[1]);
  expect(told[0]).toEqual([
    'cloudflare address owner@mailbox.test unverified',
    'cloudflare bought.test zone active',
    'cloudflare domain bought.test renews=false locked=true private=true',
    'cloudflare kingdom77.test record TXT kingdom77.test hello ttl=1 proxied=false k77: mark',
    'cloudflare kingdom77.test setting ssl="strict"',
    'cloudflare kingdom77.test zone active',
  ]);
});
