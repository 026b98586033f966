/**
 * A question on its way to a name server and the answer on its way back: datagrams, or messages on a TCP connection.
 */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { messageOf } from '../core/errors.ts';
import { plainName } from './dns-canonical.ts';
import { type DnsMessage, decodeMessage, encodeMessage } from './dns-message.ts';

interface Target {
  host: string;
  port: number;
}

/** Sent again after a third and two thirds of the time: datagrams get lost. */
export function overUdp(target: Target, query: DnsMessage, until: AbortSignal, timeoutMs: number): Promise<DnsMessage> {
  const bytes = encodeMessage(query);
  const socket = createSocket(isIPv6(target.host) ? 'udp6' : 'udp4');
  let again: NodeJS.Timeout | undefined;
  return new Promise<DnsMessage>((resolve, reject) => {
    const stop = (): void => reject(until.reason);
    if (until.aborted) return stop();
    until.addEventListener('abort', stop, { once: true });
    socket.on('error', reject);
    socket.on('message', (datagram) => {
      try {
        const reply = readReply(datagram, query);
        if (reply) resolve(reply);
      } catch (error) {
        reject(error);
      }
    });
    // A connected socket takes datagrams from this server only.
    socket.connect(target.port, target.host, () => {
      const send = (): void => socket.send(bytes);
      send();
      again = setInterval(send, Math.max(200, timeoutMs / 3));
    });
  }).finally(() => {
    clearInterval(again);
    socket.close();
  });
}

export function overTcp(target: Target, query: DnsMessage, until: AbortSignal): Promise<DnsMessage> {
  const bytes = encodeMessage(query);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(bytes.length);
  const socket = connect(target);
  return new Promise<DnsMessage>((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const stop = (): void => reject(until.reason);
    if (until.aborted) return stop();
    until.addEventListener('abort', stop, { once: true });
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('the connection was closed without an answer'), { code: 'ECONNRESET' })));
    socket.once('connect', () => socket.write(Buffer.concat([head, bytes])));
    socket.on('data', (data) => {
      heard = Buffer.concat([heard, data]);
      if (heard.length < 2 || heard.length < 2 + heard.readUInt16BE(0)) return;
      try {
        const reply = readReply(heard.subarray(2, 2 + heard.readUInt16BE(0)), query);
        if (reply) resolve(reply);
        else throw new Malformed('the answer belongs to another question');
      } catch (error) {
        reject(error);
      }
    });
  }).finally(() => socket.destroy());
}

/** What came is no answer to the question. */
export class Malformed extends Error {}

/** undefined for what answers another question: somebody guesses. @throws Malformed */
function readReply(bytes: Buffer, query: DnsMessage): DnsMessage | undefined {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== query.id) return undefined;
  let reply: DnsMessage;
  try {
    reply = decodeMessage(bytes);
  } catch (error) {
    throw new Malformed(messageOf(error), { cause: error });
  }
  const { question } = reply;
  const same = !question || (plainName(question.name) === query.question?.name && question.type === query.question.type);
  return reply.kind === 'response' && same ? reply : undefined;
}
