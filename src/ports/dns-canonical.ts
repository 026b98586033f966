/**
 * Names and records in the one form that signatures are made over: lower case, nothing abbreviated, in order. RFC 4034, section 6
 */
import { name as nameCodec, record } from 'dns-packet';
import { type DnsSignature, type Resource, theirs } from './dns-message.ts';

/** Lower case, without the dot at the end; the root is `.`. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.+$/, '') || '.';
}

/** `['www', 'example', 'test']`; none for the root. */
export function labelsOf(name: string): string[] {
  const plain = plainName(name);
  return plain === '.' ? [] : plain.split('.');
}

export function parentOf(name: string): string {
  return labelsOf(name).slice(1).join('.') || '.';
}

/** Whether `name` is `zone` or lies below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === '.' || plainName(name) === plainName(zone) || plainName(name).endsWith(`.${plainName(zone)}`);
}

/** Sorts by labels from the right, as bytes. RFC 4034, section 6.1 */
export function compareNames(a: string, b: string): number {
  const [left, right] = [labelsOf(a).reverse(), labelsOf(b).reverse()];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = Buffer.compare(Buffer.from(left[at] ?? ''), Buffer.from(right[at] ?? ''));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Wire form of a name in lower case. */
export function nameBytes(name: string): Buffer {
  return nameCodec.encode(plainName(name));
}

/** Data of a record without its length. */
export function dataBytes(resource: Resource): Buffer {
  return record(theirs(resource.type)).encode(lowerCased(resource)).subarray(2);
}

/** The bytes that a signature signs. RFC 4034, section 3.1.8.1 */
export function signedBytes(records: readonly Resource[], signature: Omit<DnsSignature, 'signature'>): Buffer {
  const [first] = records;
  if (!first) throw new Error('nothing to sign');
  const head = record('RRSIG').encode({ ...signature, signersName: plainName(signature.signersName), signature: Buffer.alloc(0) });
  // After the length come the two bytes of the type: those of the covered records.
  const owner = Buffer.concat([
    nameBytes(ownerOf(first.name, signature.labels)),
    head.subarray(2, 4),
    Buffer.from([0, 1]),
    number(signature.originalTTL, 4),
  ]);
  const data = records.map(dataBytes).sort(Buffer.compare);
  const single = data.filter((bytes, at) => at === 0 || !bytes.equals(data[at - 1] ?? bytes));
  return Buffer.concat([head.subarray(2), ...single.flatMap((bytes) => [owner, number(bytes.length, 2), bytes])]);
}

/** A record that a wildcard made is signed under the wildcard's name. */
function ownerOf(name: string, labels: number): string {
  const own = labelsOf(name);
  return own.length > labels && own[0] !== '*' ? ['*', ...own.slice(own.length - labels)].join('.') : name;
}

/** Names within data of the older types count in lower case. RFC 4034, section 6.2, and RFC 6840, section 5.1 */
function lowerCased(resource: Resource): unknown {
  switch (resource.type) {
    case 'CNAME':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return plainName(resource.data);
    case 'MX':
      return { ...resource.data, exchange: plainName(resource.data.exchange) };
    case 'SRV':
      return { ...resource.data, target: plainName(resource.data.target) };
    case 'SOA':
      return { ...resource.data, mname: plainName(resource.data.mname), rname: plainName(resource.data.rname) };
    case 'TXT':
      return [...resource.data];
    default:
      return resource.data;
  }
}

export function number(value: number, size: 2 | 4): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}
