import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { askDns, type DnsError, parseServer } from './dns.ts';
import { type DnsMessage, decodeMessage, encodeMessage } from './dns-message.ts';
import { edgeNetwork } from './network.ts';
import { listenTcp } from './tcp.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A server that sends back whatever the test makes of a question; nothing for undefined. */
async function server(answer: (query: DnsMessage, nth: number) => readonly Buffer[]): Promise<string> {
  const socket: Socket = createSocket('udp4');
  let nth = 0;
  socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
    for (const reply of answer(decodeMessage(bytes), nth++)) socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  open.push(socket);
  return `127.0.0.1:${socket.address().port}`;
}

const reply = (query: DnsMessage, change: Partial<DnsMessage> = {}): Buffer =>
  encodeMessage({
    ...query,
    kind: 'response',
    answers: [{ name: query.question?.name ?? '', type: 'A', ttl: 60, data: '192.0.2.1' }],
    ...change,
  });
const question = { name: 'Example.Test', type: 'a', timeoutMs: 300 };

describe('a question', () => {
  test('is answered and timed', async () => {
    const seen = await askDns({ ...question, server: await server((query) => [reply(query)]) });
    expect(seen).toMatchObject({ rcode: 'NOERROR', transport: 'udp', retriedOverTcp: false, answers: [{ data: '192.0.2.1', ttl: 60 }] });
    expect(seen.ms).toBeGreaterThan(0);
  });

  test('carries what was asked for', async () => {
    const queries: DnsMessage[] = [];
    const address = await server((query) => {
      queries.push(query);
      return [reply(query)];
    });
    await askDns({ ...question, server: address, recurse: false, dnssec: true, checkingDisabled: true });
    await askDns({ ...question, server: address });
    expect(queries[0]).toMatchObject({ flags: { recursionDesired: false, checkingDisabled: true }, edns: { dnssec: true } });
    expect(queries[1]).toMatchObject({ flags: { recursionDesired: true, checkingDisabled: false }, edns: { dnssec: false } });
  });

  test('believes neither another number nor another name', async () => {
    const address = await server((query) => [
      reply({ ...query, id: (query.id + 1) & 0xffff }),
      reply({ ...query, question: { name: 'evil.test', type: 'A' } }),
      reply(query, { answers: [] }),
    ]);
    expect((await askDns({ ...question, server: address })).answers).toEqual([]);
  });

  test('is repeated when it was lost', async () => {
    const address = await server((query, nth) => (nth === 0 ? [] : [reply(query)]));
    expect((await askDns({ ...question, timeoutMs: 900, server: address })).answers).toHaveLength(1);
  });

  test('is asked again without extended DNS when a server stumbles over it', async () => {
    const address = await server((query) => [query.edns ? reply(query, { rcode: 'FORMERR', answers: [], edns: undefined }) : reply(query)]);
    expect((await askDns({ ...question, server: address })).rcode).toBe('NOERROR');
  });

  test('is asked over TCP when the answer was cut', async () => {
    const tcp = await listenTcp({
      connected: (peer) =>
        peer.onData((bytes) => {
          const answer = reply(decodeMessage(bytes.subarray(2)));
          const head = Buffer.alloc(2);
          head.writeUInt16BE(answer.length);
          // In two pieces, as networks do.
          peer.send(Buffer.concat([head, answer.subarray(0, 5)]));
          setTimeout(() => peer.send(answer.subarray(5)), 10);
        }),
    });
    open.push(tcp);
    const socket = createSocket('udp4');
    socket.on('message', (bytes, from) => {
      const query = decodeMessage(bytes);
      socket.send(reply(query, { answers: [], flags: { ...query.flags, truncated: true } }), from.port, from.address);
    });
    await new Promise<void>((done) => socket.bind(tcp.port, '127.0.0.1', done));
    open.push(socket);
    const seen = await askDns({ ...question, server: `127.0.0.1:${tcp.port}` });
    expect(seen).toMatchObject({ transport: 'tcp', retriedOverTcp: true, answers: [{ data: '192.0.2.1' }] });
  });
});

describe('no answer', () => {
  const silence = (query: Parameters<typeof askDns>[0]): Promise<unknown> => askDns(query).catch((error: DnsError) => error.why);

  test('is told apart: silence, a closed door, nonsense, no address', async () => {
    expect(await silence({ ...question, timeoutMs: 100, server: await server(() => []) })).toBe('timeout');
    expect(await silence({ ...question, transport: 'tcp', server: '127.0.0.1:1' })).toBe('closed');
    expect(
      await silence({ ...question, server: await server(({ id }) => [Buffer.from([id >> 8, id & 255, 0x80, 0, 0, 9, 0, 9, 0, 0, 0, 0])]) }),
    ).toBe('malformed');
    expect(await silence({ ...question, server: 'dns.example.test' })).toBe('unreachable');
  });

  test('ends at once when the signal says so', async () => {
    const stop = new AbortController();
    const asked = askDns({ ...question, timeoutMs: 5000, signal: stop.signal, server: await server(() => []) });
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(asked).rejects.toThrow('enough');
  });

  test('a rehearsal asks nobody outside', async () => {
    const network = edgeNetwork({ routes: {}, dns: '127.0.0.1:5533', ca: undefined });
    expect(await silence({ ...question, server: '192.0.2.53', network })).toBe('outside');
  });
});

test('a server is an address, with or without a port', () => {
  expect(parseServer('1.1.1.1')).toEqual({ address: '1.1.1.1', port: 53 });
  expect(parseServer('127.0.0.1:5533')).toEqual({ address: '127.0.0.1', port: 5533 });
  expect(parseServer('2606:4700::1111')).toEqual({ address: '2606:4700::1111', port: 53 });
  expect(parseServer('[::1]:5533')).toEqual({ address: '::1', port: 5533 });
  for (const wrong of ['', 'localhost', '1.1.1', '1.1.1.1:0', '1.1.1.1:70000', '1.1.1.1:x']) expect(parseServer(wrong)).toBeUndefined();
});
