/**
 * A DNS server on loopback that answers from a table, over UDP and TCP on one port. Authoritative for everything in the table; refuses the rest, so that
 * nothing is ever asked of the outside.
 */
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet';
import { listenTcp } from '../ports/tcp.ts';
import { listenUdp } from '../ports/udp.ts';

export type DnsRecord =
  | { type: 'A' | 'AAAA' | 'CNAME' | 'NS'; name: string; value: string; ttl?: number }
  | { type: 'TXT'; name: string; value: string; ttl?: number }
  | { type: 'SRV'; name: string; target: string; port: number; priority?: number; weight?: number; ttl?: number }
  | { type: 'MX'; name: string; exchange: string; preference?: number; ttl?: number }
  | { type: 'CAA'; name: string; tag: 'issue' | 'issuewild' | 'iodef'; value: string; flags?: number; ttl?: number };

export interface DnsServer {
  port: number;
  /** Replaces the table. Names are told apart without regard to case; `*.example.test` answers for what has no records of its own. */
  set(records: readonly DnsRecord[]): void;
  /** Questions so far, `SRV _mongodb._tcp.cluster0.test`. */
  asked(): readonly string[];
  close(): Promise<void>;
}

const refused = 5;
const noSuchName = 3;
const defaultTtl = 60;

export async function openDnsServer(options: { port?: number; records?: readonly DnsRecord[] } = {}): Promise<DnsServer> {
  let table = options.records ?? [];
  const asked: string[] = [];
  const reply = (datagram: Buffer): Buffer | undefined => {
    try {
      return answerTo(decode(datagram), table, asked);
    } catch {
      // What is no question gets no answer.
      return undefined;
    }
  };
  const tcp = await listenTcp({ port: options.port, connected: (peer) => serveStream(peer, reply) });
  const udp = await listenUdp({ port: tcp.port, answer: reply }).catch(async (error: unknown) => {
    await tcp.close();
    throw error;
  });
  return {
    port: tcp.port,
    set: (records) => {
      table = records;
    },
    asked: () => asked,
    close: async () => {
      await Promise.all([tcp.close(), udp.close()]);
    },
  };
}

/** Over TCP each message has its length in front. */
function serveStream(
  peer: { onData(take: (bytes: Buffer) => void): void; send(bytes: Uint8Array): void },
  reply: (message: Buffer) => Buffer | undefined,
): void {
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

function answerTo(query: Packet, table: readonly DnsRecord[], asked: string[]): Buffer {
  const [question] = query.questions ?? [];
  const name = question?.name.toLowerCase() ?? '';
  const type = question?.type ?? 'A';
  asked.push(`${type} ${name}`);
  const answers = follow(table, name, type);
  const known = recordsFor(table, name).length > 0;
  const ours = known || table.some((record) => record.name.toLowerCase().endsWith(`.${name}`) || name.endsWith(zoneOf(record.name)));
  const code = known || answers.length > 0 ? 0 : ours ? noSuchName : refused;
  return encode({ type: 'response', id: query.id ?? 0, flags: AUTHORITATIVE_ANSWER | code, questions: query.questions ?? [], answers });
}

/** The last two labels of a name: what the table answers for. */
function zoneOf(name: string): string {
  return `.${name.toLowerCase().split('.').slice(-2).join('.')}`;
}

/** Records of a type, through aliases. */
function follow(table: readonly DnsRecord[], name: string, type: string, depth = 0): Answer[] {
  const found = recordsFor(table, name);
  const direct = found.filter((record) => record.type === type || type === 'ANY');
  if (direct.length > 0) return direct.map((record) => packetRecord(record, name));
  const alias = found.find((record) => record.type === 'CNAME');
  if (alias?.type !== 'CNAME' || depth > 8) return [];
  return [packetRecord(alias, name), ...follow(table, alias.value.toLowerCase(), type, depth + 1)];
}

function recordsFor(table: readonly DnsRecord[], name: string): DnsRecord[] {
  const exact = table.filter((record) => record.name.toLowerCase() === name);
  if (exact.length > 0) return exact;
  const wild = `*.${name.slice(name.indexOf('.') + 1)}`;
  return table.filter((record) => record.name.toLowerCase() === wild);
}

function packetRecord(record: DnsRecord, name: string): Answer {
  const ttl = record.ttl ?? defaultTtl;
  switch (record.type) {
    case 'SRV': {
      const { target, port, priority = 0, weight = 0 } = record;
      return { type: 'SRV', name, ttl, data: { target, port, priority, weight } };
    }
    case 'MX':
      return { type: 'MX', name, ttl, data: { exchange: record.exchange, preference: record.preference ?? 10 } };
    case 'CAA':
      return { type: 'CAA', name, ttl, data: { tag: record.tag, value: record.value, flags: record.flags ?? 0 } };
    case 'TXT':
      // A string of a TXT record has at most 255 bytes; longer texts are several, which readers join.
      return { type: 'TXT', name, ttl, data: record.value.match(/.{1,255}/gs) ?? [''] };
    default:
      return { type: record.type, name, ttl, data: record.value };
  }
}
