/** The package ships no types; this is the part that `dns-message.ts` and `dns-canonical.ts` use. */
declare module 'dns-packet' {
  interface Question {
    name: string;
    type: string;
    class?: string;
  }
  interface Answer {
    name: string;
    type: string;
    ttl?: number;
    class?: string;
    data?: unknown;
    /** Of OPT alone. */
    udpPayloadSize?: number;
    extendedRcode?: number;
    flags?: number;
    options?: unknown[];
  }
  interface Packet {
    id?: number;
    type?: 'query' | 'response';
    flags?: number;
    opcode?: string;
    rcode?: string;
    questions?: Question[];
    answers?: Answer[];
    authorities?: Answer[];
    additionals?: Answer[];
  }
  const AUTHORITATIVE_ANSWER: number;
  const TRUNCATED_RESPONSE: number;
  const RECURSION_DESIRED: number;
  const RECURSION_AVAILABLE: number;
  const AUTHENTIC_DATA: number;
  const CHECKING_DISABLED: number;
  const DNSSEC_OK: number;
  const name: { encode(name: string): Buffer };
  /** Data of one type of record; two bytes of length stand before it. */
  function record(type: string): { encode(data: unknown): Buffer };
  function encode(packet: Packet): Buffer;
  function decode(bytes: Buffer): Packet;
}
