/** How emulated hosts look at the world's DNS for names of their customers, and what follows from it. */
import { askDns, type DnsReply } from '../../ports/dns.ts';
import { edgeNetwork } from '../../ports/network.ts';

/** @param resolver `127.0.0.1:5533` */
export async function recordsOf(name: string, type: string, resolver: string): Promise<DnsReply['answers']> {
  const network = edgeNetwork({ routes: {}, dns: resolver, ca: undefined });
  return (await askDns({ name, type, server: resolver, network, timeoutMs: 2000 })).answers;
}

/** By its alias, or by the addresses, to which an alias of the apex is flattened. */
export async function leadsTo(name: string, target: string, addresses: readonly string[], resolver: string): Promise<boolean> {
  const answers = await recordsOf(name, 'A', resolver);
  const alias = answers.find((one) => one.type === 'CNAME' && plain(one.name) === name);
  if (alias) return plain(String(alias.data)) === target;
  return answers.some((one) => one.type === 'A' && addresses.includes(String(one.data)));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Of a TXT record. */
export function textOf(data: unknown): string {
  return (Array.isArray(data) ? data : [data])
    .map((part) => (part instanceof Uint8Array ? Buffer.from(part).toString('utf8') : String(part)))
    .join('');
}

interface Certificate {
  state: 'none' | 'issuing' | 'valid';
  /** When it is there, milliseconds. */
  due: number;
}

interface Issuer {
  tools: { certificateMs: number };
  ms(): number;
  changed(): void;
}

/** It is ordered once the name is verified, and comes a moment later. It stays when the record goes away afterwards. */
export function issueInTime(books: Issuer, verified: boolean, certificate: Certificate): void {
  if (verified && certificate.state === 'none') {
    Object.assign(certificate, { state: 'issuing', due: books.ms() + books.tools.certificateMs } satisfies Certificate);
    books.changed();
  }
  if (certificate.state === 'issuing' && books.ms() >= certificate.due) {
    certificate.state = 'valid';
    books.changed();
  }
}
