/** A deploy without --sandbox, aimed at the emulators through the environment, asks the vendors exactly what the rehearsal asks. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../core/doors.ts';
import { openShop, type Shop } from './command.ts';
import { inventory } from './inventory.ts';

const answers: Readonly<Record<string, string>> = {
  K77_PROJECT: 'Kingdom-77',
  K77_CURRENCY: 'usd',
  K77_MONTHLY_PRICE: '9.99',
  K77_YEARLY_PRICE: '99.99',
  K77_REFUND_FULL_DAYS: '7',
  K77_REFUND_PARTIAL_DAYS: '14',
  K77_REFUND_PARTIAL_PERCENT: '50',
  K77_TAX_COLLECTION: 'yes',
  K77_TAX_COUNTRY: 'US-CA',
  K77_TAX_REGISTRATIONS: 'US-CA, DE',
};
let [rehearsal, real]: Shop[] = [];

beforeAll(async () => {
  [rehearsal, real] = [await openShop(), await openShop()];
}, 60_000);
afterAll(async () => {
  await rehearsal?.close();
  await real?.close();
});

/** Starts the emulators, lets a person activate the account, and gives the variables that aim k77 at them. */
async function aimed(shop: Shop, keys: { secret: string; publishable: string; test?: string }): Promise<Record<string, string>> {
  expect((await shop.k77(['sandbox', 'start'])).code).toBe(0);
  const sandbox = await shop.sandbox();
  await sandbox.perform('stripe.account');
  const minted = await sandbox.credentials();
  const { endpoints } = await sandbox.status();
  return {
    ...answers,
    K77_DOMAIN: 'kingdom77.com',
    K77_ENDPOINT_STRIPE: String(endpoints.stripe),
    STRIPE_SECRET_KEY: String(minted[keys.secret]),
    STRIPE_PUBLISHABLE_KEY: String(minted[keys.publishable]),
    ...(keys.test ? { STRIPE_TEST_SECRET_KEY: String(minted[keys.test]) } : {}),
  };
}

/** One line per request, with ids, times, names of hosts and environments alike everywhere. */
async function asked(shop: Shop, environment: string): Promise<string[]> {
  const text = await readFile(join(shop.root, '.k77', environment, 'exchanges.ndjson'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange)
    .map(
      ({ vendor, method, path, query, requestBody, status }) =>
        `${vendor} ${method} ${path}?${query} ${decodeURIComponent(requestBody)} ${status}`,
    )
    .map((line) => line.replaceAll('kingdom77.com', 'kingdom77.test'))
    .map((line) =>
      line.replace(
        /\b(acct|price|we|bpc|clock|cus|sub|si|in|pm|pi|ch|txr|re|evt|inpay|card|prod|k77-life)_?[-_][A-Za-z0-9_-]{6,}/g,
        '$1_…',
      ),
    )
    .map((line) => line.replace(/\b1[78]\d{8}\b/g, 'time').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid'));
}

const writes = (lines: readonly string[]): string[] => lines.filter((line) => / (POST|DELETE) /.test(line)).sort();
const reads = (lines: readonly string[]): string[] => [...new Set(lines.filter((line) => / GET /.test(line)))].sort();

describe('the same path', () => {
  test('staging makes the same exchanges as the rehearsal, ids aside', { timeout: 90_000 }, async () => {
    if (!rehearsal || !real) throw new Error('no shops');
    expect(await rehearsal.k77(['deploy', '6.1', '--sandbox', '--yes'])).toMatchObject({ code: 0 });
    const env = await aimed(real, { secret: 'stripe.secretKey', publishable: 'stripe.publishableKey' });
    expect(await real.k77(['deploy', '6.1', '--env', 'staging', '--yes'], env)).toMatchObject({ code: 0 });
    const [one, other] = [await asked(rehearsal, 'sandbox'), await asked(real, 'staging')];
    expect(writes(other)).toEqual(writes(one));
    expect(reads(other)).toEqual(reads(one));
    expect(writes(one).length).toBeGreaterThan(15);
  });

  test('production, with live keys, leaves the same things behind in live mode', { timeout: 90_000 }, async () => {
    if (!real) throw new Error('no shop');
    const env = await aimed(real, { secret: 'stripe.liveSecretKey', publishable: 'stripe.livePublishableKey', test: 'stripe.secretKey' });
    expect(await real.k77(['deploy', '6.1', '--yes'], env)).toMatchObject({ code: 0 });
    const lines = inventory(await (await real.sandbox()).snapshot());
    const of = (mode: string): string[] =>
      lines.filter((line) => line.startsWith(`stripe ${mode} `) && !/rehearsal/i.test(line)).map((line) => line.replace(mode, 'mode'));
    expect(of('live')).toEqual(of('test'));
    expect(of('live').length).toBeGreaterThan(6);
  });
});
