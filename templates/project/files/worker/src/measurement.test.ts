import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openMeasurement, type Sale } from './measurement.ts';

const sale: Sale = { visitor: '123.456', transaction: 'sub_1', amount: 999, currency: 'usd', plan: 'monthly' };
const warned: unknown[] = [];
const logger = { warn: (...words: unknown[]) => void warned.push(words) };
let close = async () => {};
afterEach(() => close());

async function collector(status = 204) {
  const asked: { url: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ url: request.url ?? '', body });
      response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = async () => void server.close();
  return { asked, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('purchases are told by the server', () => {
  test('with the pseudonym, the amount in its unit and a name that counts once', async () => {
    const { asked, address } = await collector();
    await openMeasurement({ id: 'G-1', secret: 'quiet', logger, collector: address }).purchase(sale);
    expect(asked[0]?.url).toBe('/mp/collect?measurement_id=G-1&api_secret=quiet');
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      client_id: '123.456',
      events: [
        { name: 'purchase', params: { transaction_id: 'sub_1', value: 9.99, currency: 'USD', items: [{ item_id: 'premium-monthly' }] } },
      ],
    });
  });

  test('refunds too; yen have no hundredths', async () => {
    const { asked, address } = await collector();
    await openMeasurement({ id: 'G-1', secret: 'quiet', logger, collector: address }).refund({ ...sale, amount: 1500, currency: 'jpy' });
    expect(JSON.parse(asked[0]?.body ?? '').events[0]).toMatchObject({ name: 'refund', params: { value: 1500, currency: 'JPY' } });
  });

  test('the visit is named where it is known, so that the sale counts for what led to it', async () => {
    const { asked, address } = await collector();
    const measurement = openMeasurement({ id: 'G-1', secret: 'quiet', logger, collector: address });
    await measurement.purchase({ ...sale, visitor: '123.456.1764000000' });
    await measurement.purchase(sale);
    const [named, nameless] = asked.map(
      ({ body }) => JSON.parse(body) as { client_id: string; events: [{ params: { session_id?: string } }] },
    );
    expect([named?.client_id, named?.events[0].params.session_id]).toEqual(['123.456', '1764000000']);
    expect([nameless?.client_id, nameless?.events[0].params.session_id]).toEqual(['123.456', undefined]);
  });

  test('nothing is told where nothing is configured', async () => {
    const { asked, address } = await collector();
    await openMeasurement({ logger, collector: address }).purchase(sale);
    expect(asked).toEqual([]);
  });

  test('trouble is told in the log, without the secret, and harms nothing', async () => {
    const { address } = await collector(500);
    await openMeasurement({ id: 'G-1', secret: 'quiet', logger, collector: address }).purchase(sale);
    await openMeasurement({ id: 'G-1', secret: 'quiet', logger, collector: 'http://127.0.0.1:1' }).purchase(sale);
    expect(warned).toHaveLength(2);
    expect(JSON.stringify(warned)).not.toContain('quiet');
  });
});
