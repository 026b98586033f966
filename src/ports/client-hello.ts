/**
 * The first words of a TLS client, read before anybody answers: which name it asks for. Versions cannot be chosen later, in Node's `SNICallback`
 * (measured with 24.21.0: the context's `minVersion` and `maxVersion` are ignored there), so the edge chooses the server by what is read here.
 */

/** What the bytes of a connection say so far. `name` is undefined when the client named nobody. */
export type Hello = { is: 'incomplete' } | { is: 'hello'; name: string | undefined } | { is: 'plain HTTP' } | { is: 'something else' };

const handshakeRecord = 22;
const clientHello = 1;
const serverNameExtension = 0;
/** A hello of more than this is no hello. */
const longest = 64 * 1024;

/** RFC 8446, 4.1.2 and 5.1; RFC 6066, 3. */
export function readHello(bytes: Buffer): Hello {
  if (bytes.length === 0) return { is: 'incomplete' };
  if (bytes[0] !== handshakeRecord)
    return { is: /^[A-Z]{1,20}( |$)/.test(bytes.toString('latin1', 0, 20)) ? 'plain HTTP' : 'something else' };
  const message = joinRecords(bytes);
  if (message.length > 0 && message[0] !== clientHello) return { is: 'something else' };
  if (message.length < 4 || message.length < 4 + message.readUIntBE(1, 3))
    return { is: bytes.length > longest ? 'something else' : 'incomplete' };
  try {
    return { is: 'hello', name: serverName(message.subarray(4, 4 + message.readUIntBE(1, 3))) };
  } catch {
    return { is: 'something else' };
  }
}

/** A message may be spread over several records. */
function joinRecords(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === handshakeRecord; ) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function serverName(hello: Buffer): string | undefined {
  // Version and random come first; then lists, each behind its own length.
  let at = 34;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  if (at >= hello.length) return undefined;
  const end = at + 2 + hello.readUInt16BE(at);
  for (at += 2; at < end; ) {
    const [kind, length] = [hello.readUInt16BE(at), hello.readUInt16BE(at + 2)];
    // A list with one entry: its length, the kind of name (0), the length of the name.
    if (kind === serverNameExtension) return hello.toString('latin1', at + 9, at + 9 + hello.readUInt16BE(at + 7)).toLowerCase();
    at += 4 + length;
  }
  return undefined;
}
