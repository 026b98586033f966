/**
 * A name server on loopback: UDP and TCP on one port. What it answers is for others to say.
 */
import { type DnsMessage, decodeMessage, encodeMessage } from '../../ports/dns-message.ts';
import { listenTcp, type Peer } from '../../ports/tcp.ts';
import { listenUdp, type UdpServer } from '../../ports/udp.ts';

export interface NameServer {
  port: number;
  close(): Promise<void>;
}

/** undefined: it keeps silent. */
export type Answering = (query: DnsMessage) => DnsMessage | undefined;

/** Datagrams larger than this get lost on real networks. https://www.dnsflagday.net/2020/ */
export const largestDatagram = 1232;
const smallest = 512;
const attempts = 20;

/** @throws OperatorError when the wanted port is taken */
export async function openNameServer(answer: Answering, port = 0): Promise<NameServer> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await listenTcp({ port, connected: (peer) => serveStream(peer, (message) => replyTo(message, answer, 'tcp')) });
    try {
      const udp: UdpServer = await listenUdp({ port: tcp.port, answer: (message) => replyTo(message, answer, 'udp') });
      return { port: tcp.port, close: async () => void (await Promise.all([tcp.close(), udp.close()])) };
    } catch (error) {
      // Somebody else may have the UDP half of a free TCP port.
      await tcp.close();
      if (port !== 0 || attempt >= attempts) throw error;
    }
  }
}

function replyTo(bytes: Buffer, answer: Answering, transport: 'udp' | 'tcp'): Buffer | undefined {
  try {
    const query = decodeMessage(bytes);
    if (query.kind !== 'query') return undefined;
    const limit = Math.min(Math.max(query.edns?.udpSize ?? smallest, smallest), largestDatagram);
    const reply = query.opcode === 'QUERY' && query.question ? answer(query) : responseTo(query, { rcode: 'NOTIMP' });
    return reply && encodeMessage(reply, transport === 'udp' ? limit : undefined);
  } catch {
    // What is no question gets no answer.
    return undefined;
  }
}

export function responseTo(query: DnsMessage, told: Partial<DnsMessage>): DnsMessage {
  const { recursionDesired, checkingDisabled } = query.flags;
  const flags = { authoritative: false, truncated: false, recursionAvailable: false, authentic: false, recursionDesired, checkingDisabled };
  const { id, opcode, question } = query;
  const edns = query.edns && { udpSize: largestDatagram, dnssec: query.edns.dnssec };
  return {
    id,
    kind: 'response',
    opcode,
    rcode: 'NOERROR',
    question,
    answers: [],
    authorities: [],
    additionals: [],
    edns,
    ...told,
    flags: { ...flags, ...told.flags },
  };
}

/** Over TCP each message has its length in front. */
function serveStream(peer: Peer, reply: (message: Buffer) => Buffer | undefined): void {
  let waiting = Buffer.alloc(0);
  peer.onData((bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const length = waiting.readUInt16BE(0);
      const answer = reply(waiting.subarray(2, 2 + length));
      waiting = waiting.subarray(2 + length);
      if (!answer) continue;
      const head = Buffer.alloc(2);
      head.writeUInt16BE(answer.length);
      peer.send(Buffer.concat([head, answer]));
    }
  });
}
