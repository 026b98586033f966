/**
 * Bits of strings.
 */
import { type Call, type Command, command, one, syntaxError, Words } from '../command.ts';
import { toCount } from '../numbers.ts';
import { RedisError, type Reply } from '../reply.ts';
import { between, keep, textOf } from './strings.ts';

const badOffset = 'ERR bit offset is not an integer or out of range';
const badBit = 'ERR bit is not an integer or out of range';

export const bits: readonly Command[] = [
  command('setbit', 4, 'write denyoom', one, ({ db, args: [key = '', at = '', bit = ''] }) => {
    const offset = offsetOf(at);
    if (bit !== '0' && bit !== '1') throw new RedisError(badBit);
    const bytes = Buffer.from((textOf(db, key) ?? '').padEnd((offset >> 3) + 1, '\0'), 'latin1');
    const before = bitAt(bytes, offset);
    const mask = 0x80 >> (offset & 7);
    const byte = bytes[offset >> 3] ?? 0;
    bytes[offset >> 3] = bit === '1' ? byte | mask : byte & ~mask;
    keep(db, key, bytes.toString('latin1'), 'setbit');
    return before;
  }),
  command('getbit', 3, 'readonly fast', one, ({ db, args: [key = '', at = ''] }) =>
    bitAt(Buffer.from(textOf(db, key) ?? '', 'latin1'), offsetOf(at)),
  ),
  command('bitcount', -2, 'readonly', one, bitcount),
  command('bitpos', -3, 'readonly', one, bitpos),
  command('bitop', -4, 'write denyoom', [2, -1, 1], bitop),
];

function offsetOf(text: string): number {
  const offset = toCount(text, badOffset);
  if (offset < 0 || offset >= 2 ** 32) throw new RedisError(badOffset);
  return offset;
}

function bitAt(bytes: Buffer, offset: number): number {
  return ((bytes[offset >> 3] ?? 0) >> (7 - (offset & 7))) & 1;
}

/** The range of bits that start, end and unit (`BYTE` or `BIT`) name. */
function bitRange(words: Words, bytes: number): { first: number; end: number; open: boolean } {
  if (words.left === 0) return { first: 0, end: bytes * 8, open: true };
  const start = toCount(words.next());
  const open = words.left === 0;
  const stop = open ? -1 : toCount(words.next());
  const unit = words.take('BYTE', 'BIT') ?? 'BYTE';
  words.end();
  const size = unit === 'BIT' ? 1 : 8;
  const [from, to] = between(start, stop, (bytes * 8) / size);
  return { first: from * size, end: to * size, open };
}

function bitcount({ db, args: [key = '', ...range] }: Call): Reply {
  if (range.length === 1) throw new RedisError(syntaxError);
  const bytes = Buffer.from(textOf(db, key) ?? '', 'latin1');
  const { first, end } = bitRange(new Words(range), bytes.length);
  let count = 0;
  for (let i = first; i < end; i += 1) count += bitAt(bytes, i);
  return count;
}

function bitpos({ db, args: [key = '', bit = '', ...range] }: Call): Reply {
  if (bit !== '0' && bit !== '1') throw new RedisError('ERR The bit argument must be 1 or 0.');
  const value = textOf(db, key);
  if (value === undefined) return bit === '1' ? -1 : 0;
  const bytes = Buffer.from(value, 'latin1');
  const { first, end, open } = bitRange(new Words(range), bytes.length);
  for (let i = first; i < end; i += 1) if (bitAt(bytes, i) === Number(bit)) return i;
  // Without an end the string goes on with zeros for ever.
  return bit === '0' && open && end > first ? end : -1;
}

function bitop({ db, args: [operation = '', target = '', ...keys] }: Call): Reply {
  const kind = operation.toUpperCase();
  const combine = { AND: (a: number, b: number) => a & b, OR: (a: number, b: number) => a | b, XOR: (a: number, b: number) => a ^ b }[kind];
  if (combine === undefined && kind !== 'NOT') throw new RedisError(syntaxError);
  if (kind === 'NOT' && keys.length !== 1) throw new RedisError('ERR BITOP NOT must be called with a single source key.');
  const sources = keys.map((key) => Buffer.from(textOf(db, key) ?? '', 'latin1'));
  const length = Math.max(...sources.map((source) => source.length));
  if (length === 0) {
    db.remove(target);
    return 0;
  }
  const result = Buffer.alloc(length);
  for (let i = 0; i < length; i += 1) {
    const bytes = sources.map((source) => source[i] ?? 0);
    result[i] = combine ? bytes.reduce(combine) : ~(bytes[0] ?? 0);
  }
  db.put(target, { type: 'string', text: result.toString('latin1') });
  db.changed(target, '$', 'set');
  return length;
}
