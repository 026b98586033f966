/**
 * Whether a certificate speaks for a name: RFC 9525 (which replaced RFC 6125). A wildcard stands for one whole leftmost label and nothing else.
 */
import { isAddress } from './hello.ts';
import type { CertificateSeen, NamesSeen } from './seen.ts';

export function namesSeen(
  asked: string,
  { names, addresses, commonName }: Pick<CertificateSeen, 'names' | 'addresses' | 'commonName'>,
): NamesSeen {
  const candidates = isAddress(asked)
    ? addresses.filter((address) => plain(address) === plain(asked))
    : names.filter((name) => covers(name, asked));
  const by = candidates[0];
  const onlyCommonName = by === undefined && commonName !== undefined && names.length + addresses.length === 0 && covers(commonName, asked);
  return { asked, matches: by !== undefined, by, onlyCommonName };
}

/** `*.example.test` covers `a.example.test`, not `example.test`, not `a.b.example.test`; `*.test` covers nothing. */
export function covers(pattern: string, name: string): boolean {
  const [wanted, asked] = [labels(pattern), labels(name)];
  if (wanted.length !== asked.length || asked.some((label) => label === '')) return false;
  const [first, ...rest] = wanted;
  const same = rest.every((label, nth) => label === asked[nth + 1]);
  if (first !== '*') return same && first === asked[0];
  return same && rest.length >= 2 && rest.every((label) => !label.includes('*'));
}

function labels(name: string): string[] {
  return name.toLowerCase().replace(/\.$/, '').split('.');
}

/** IPv6 addresses have many spellings; the URL parser knows one. */
function plain(address: string): string {
  return address.includes(':') ? (URL.parse(`http://[${address.replace(/^\[|\]$/g, '')}]`)?.hostname ?? address) : address;
}
