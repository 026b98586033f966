/**
 * Records in the text form of zone files (RFC 1035, section 5), as `dig` prints them; names without the dot at the end.
 */
import type { Resource } from './dns-message.ts';

/** What a record says: `10 mail.example.test`, `"v=spf1 -all"`. */
export function textOf(resource: Resource): string {
  switch (resource.type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return resource.data;
    case 'TXT':
      return resource.data.map(quoted).join(' ');
    case 'MX':
      return `${resource.data.preference} ${resource.data.exchange}`;
    case 'SRV':
      return `${resource.data.priority} ${resource.data.weight} ${resource.data.port} ${resource.data.target}`;
    case 'CAA':
      return `${resource.data.flags} ${resource.data.tag} ${quoted(Buffer.from(resource.data.value))}`;
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = resource.data;
      return [mname, rname, serial, refresh, retry, expire, minimum].join(' ');
    }
    case 'DS': {
      const { keyTag, algorithm, digestType, digest } = resource.data;
      return `${keyTag} ${algorithm} ${digestType} ${digest.toString('hex').toUpperCase()}`;
    }
    case 'DNSKEY':
      return `${resource.data.flags} 3 ${resource.data.algorithm} ${resource.data.key.toString('base64')}`;
    case 'RRSIG': {
      const { typeCovered, algorithm, labels, originalTTL, expiration, inception, keyTag, signersName, signature } = resource.data;
      const times = [stamp(expiration), stamp(inception)];
      return [typeCovered, algorithm, labels, originalTTL, ...times, keyTag, signersName, signature.toString('base64')].join(' ');
    }
    case 'NSEC':
      return [resource.data.nextDomain, ...resource.data.rrtypes].join(' ');
    default:
      return Buffer.isBuffer(resource.data)
        ? `\\# ${resource.data.length} ${resource.data.toString('hex').toUpperCase()}`
        : JSON.stringify(resource.data);
  }
}

/** The whole text of a TXT record: its strings joined without anything between them. RFC 7208, section 3.3 */
export function joinedText(strings: readonly Buffer[]): string {
  return Buffer.concat([...strings]).toString('utf8');
}

function quoted(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else text += byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : String.fromCharCode(byte);
  }
  return `"${text}"`;
}

/** `20261122143000`, in UTC. */
function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 14);
}
