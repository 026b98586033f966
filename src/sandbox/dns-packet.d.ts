/** The package ships no types; this is the part that `dns.ts` uses. */
declare module 'dns-packet' {
  interface Question {
    name: string;
    type: string;
  }
  interface Answer {
    name: string;
    type: string;
    ttl: number;
    data: unknown;
  }
  interface Packet {
    id?: number;
    type?: 'query' | 'response';
    flags?: number;
    questions?: Question[];
    answers?: Answer[];
  }
  const AUTHORITATIVE_ANSWER: number;
  function encode(packet: Packet): Buffer;
  function decode(bytes: Buffer): Packet;
}
