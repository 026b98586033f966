import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { decode, encode } from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DnsServer, openDnsServer } from './dns.ts';

let server: DnsServer;
const resolver = new Resolver({ timeout: 1_000, tries: 1 });
const long = 'v=DKIM1; p='.padEnd(400, 'k');

beforeAll(async () => {
  server = await openDnsServer({
    records: [
      { type: 'A', name: 'example.test', value: '127.0.0.1' },
      { type: 'A', name: '*.wild.example.test', value: '127.0.0.2' },
      { type: 'CNAME', name: 'www.example.test', value: 'example.test' },
      { type: 'SRV', name: '_mongodb._tcp.c.example.test', target: 'h.example.test', port: 27017 },
      { type: 'TXT', name: 'example.test', value: long },
      { type: 'MX', name: 'example.test', exchange: 'mail.example.test', preference: 5 },
      { type: 'CAA', name: 'example.test', tag: 'issue', value: 'letsencrypt.org' },
    ],
  });
  resolver.setServers([`127.0.0.1:${server.port}`]);
});
afterAll(() => server.close());

describe('the sandbox name server', () => {
  test('answers every kind of record', async () => {
    expect(await resolver.resolve4('example.test')).toEqual(['127.0.0.1']);
    expect(await resolver.resolve4('WWW.Example.Test')).toEqual(['127.0.0.1']);
    expect(await resolver.resolveCname('www.example.test')).toEqual(['example.test']);
    expect(await resolver.resolveSrv('_mongodb._tcp.c.example.test')).toMatchObject([
      { name: 'h.example.test', port: 27017, priority: 0, weight: 0 },
    ]);
    expect((await resolver.resolveTxt('example.test'))[0]?.join('')).toBe(long);
    expect(await resolver.resolveMx('example.test')).toMatchObject([{ exchange: 'mail.example.test', priority: 5 }]);
    expect(await resolver.resolveCaa('example.test')).toMatchObject([{ issue: 'letsencrypt.org' }]);
  });

  test('a wildcard answers for names without records of their own', async () => {
    expect(await resolver.resolve4('any.wild.example.test')).toEqual(['127.0.0.2']);
  });

  test('tells apart: no such name, no such record, none of our business', async () => {
    await expect(resolver.resolve4('nope.example.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve6('example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  test('answers over TCP, and remembers what it was asked', async () => {
    const query = encode({ type: 'query', id: 7, questions: [{ type: 'A', name: 'example.test' }] });
    const head = Buffer.alloc(2);
    head.writeUInt16BE(query.length);
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(Buffer.concat([head, query])));
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data);
      });
      socket.once('error', reject);
    });
    expect(decode(bytes.subarray(2))).toMatchObject({ id: 7, answers: [{ data: '127.0.0.1' }] });
    expect(server.asked()).toContain('A example.test');
  });
});
