/**
 * DER, as far as certificates and OCSP answers need it: a tree of tagged values. X.690. Whatever does not parse ends as `undefined`, never as an exception.
 */
export interface Der {
  tag: number;
  /** The contents, without tag and length. */
  body: Buffer;
  /** What is inside, when the value is constructed (SEQUENCE, SET, `[n]`). */
  inside: readonly Der[];
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
  time: 0x18,
} as const;
const deepest = 32;

export function readDer(bytes: Buffer): Der | undefined {
  return one(bytes, 0)?.value;
}

function one(bytes: Buffer, depth: number): { value: Der; size: number } | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const long = first & 0x80 ? first & 0x7f : 0;
  if (long > 4 || first === 0x80 || bytes.length < 2 + long) return undefined;
  const length = long > 0 ? bytes.readUIntBE(2, long) : first;
  const start = 2 + long;
  if (bytes.length < start + length) return undefined;
  const body = bytes.subarray(start, start + length);
  const inside = tag & 0x20 && depth < deepest ? several(body, depth + 1) : [];
  return inside && { value: { tag, body, inside }, size: start + length };
}

function several(body: Buffer, depth: number): Der[] | undefined {
  const found: Der[] = [];
  for (let at = 0; at < body.length; ) {
    const next = one(body.subarray(at), depth);
    if (!next) return undefined;
    found.push(next.value);
    at += next.size;
  }
  return found;
}

/** The value at a path of positions: `at(tree, 0, 5)` is the sixth inside the first. */
export function at(tree: Der | undefined, ...path: readonly number[]): Der | undefined {
  return path.reduce<Der | undefined>((value, index) => value?.inside[index], tree);
}

/** `1.2.840.113549.1.1.11` */
export function oidOf(value: Der | undefined): string | undefined {
  if (value?.tag !== tags.oid || value.body.length === 0) return undefined;
  const numbers: number[] = [];
  let running = 0;
  for (const byte of value.body) {
    running = running * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(running);
    running = 0;
  }
  const [head = 0, ...rest] = numbers;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join('.');
}

/** GeneralizedTime, `20261123060435Z`. */
export function timeOf(value: Der | undefined): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(value?.body.toString('latin1') ?? '') ?? [];
  if (value?.tag !== tags.time || year === undefined) return undefined;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
