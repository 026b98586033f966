/**
 * The little cryptography that reading a TLS 1.3 server's certificates takes: one agreement and the keys of the handshake (RFC 8446 section 7). The session is
 * never finished and protects nothing.
 */
import { createDecipheriv, createECDH, createHash, createHmac, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';

export interface Agreement {
  /** Our half, for the hello. */
  share: Buffer;
  /**
   * The plain handshake bytes of the server's sealed records, as far as they came and could be opened.
   * @param hellos the two hello messages, without record headers
   * @param sealed whole records, header first
   */
  open(about: { suite: number; share: Buffer; hellos: Buffer; sealed: readonly Buffer[] }): Buffer;
}

interface Cipher {
  name: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  hash: 'sha256' | 'sha384';
  keyBytes: number;
}
const ciphers: Readonly<Record<number, Cipher>> = {
  4865: { name: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  4866: { name: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  4867: { name: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
};

const tagBytes = 16;

interface Half {
  share: Buffer;
  /** @throws Error when the other half is not a point of the group */
  agree(other: Buffer): Buffer;
}

const curves: Readonly<Record<number, string>> = { 23: 'prime256v1', 24: 'secp384r1', 25: 'secp521r1' };
/** Numbers of the groups that `newAgreement` knows. */
export const agreementGroups: readonly number[] = [29, ...Object.keys(curves).map(Number)];

/** @returns undefined for a group that is not known here */
export function newAgreement(group: number): Agreement | undefined {
  const half = group === 29 ? x25519() : curveHalf(curves[group]);
  if (!half) return undefined;
  return {
    share: half.share,
    open({ suite, share, hellos, sealed }) {
      const cipher = ciphers[suite];
      if (!cipher) return Buffer.alloc(0);
      try {
        return Buffer.concat(opened(cipher, serverKeys(cipher, half.agree(share), hellos), sealed));
      } catch {
        // A half that is no point of the group.
        return Buffer.alloc(0);
      }
    },
  };
}

/** SubjectPublicKeyInfo of X25519 up to the key itself: RFC 8410. */
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex');

function x25519(): Half {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const read = (key: Buffer) => createPublicKey({ key: Buffer.concat([publicPrefix, key]), format: 'der', type: 'spki' });
  return {
    share: publicKey.export({ type: 'spki', format: 'der' }).subarray(publicPrefix.length),
    agree: (other) => diffieHellman({ privateKey, publicKey: read(other) }),
  };
}

function curveHalf(name: string | undefined): Half | undefined {
  if (name === undefined) return undefined;
  const half = createECDH(name);
  return { share: half.generateKeys(), agree: (other) => half.computeSecret(other) };
}

function serverKeys({ hash, keyBytes }: Cipher, shared: Buffer, hellos: Buffer): { key: Buffer; iv: Buffer } {
  const digest = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
  const extract = (salt: Buffer, secret: Buffer): Buffer => createHmac(hash, salt).update(secret).digest();
  const zeros = Buffer.alloc(digest(Buffer.alloc(0)).length);
  /** One block is enough for everything that is derived here. */
  const expand = (secret: Buffer, label: string, context: Buffer, size: number): Buffer => {
    const full = Buffer.from(`tls13 ${label}`);
    const info = Buffer.concat([Buffer.from([size >> 8, size & 0xff, full.length]), full, Buffer.from([context.length]), context]);
    return createHmac(hash, secret)
      .update(info)
      .update(Buffer.from([1]))
      .digest()
      .subarray(0, size);
  };
  const early = extract(zeros, zeros);
  const handshake = extract(expand(early, 'derived', digest(Buffer.alloc(0)), zeros.length), shared);
  const traffic = expand(handshake, 's hs traffic', digest(hellos), zeros.length);
  return { key: expand(traffic, 'key', Buffer.alloc(0), keyBytes), iv: expand(traffic, 'iv', Buffer.alloc(0), 12) };
}

/** Up to the first record that cannot be opened. Inner content: bytes, its true type, zeros. Only handshake bytes (22) are returned. */
function opened({ name }: Cipher, { key, iv }: { key: Buffer; iv: Buffer }, sealed: readonly Buffer[]): Buffer[] {
  const plain: Buffer[] = [];
  for (const [nth, record] of sealed.entries()) {
    const inner = openRecord(name, key, nonceOf(iv, nth), record);
    let end = (inner?.length ?? 0) - 1;
    while (end >= 0 && inner?.[end] === 0) end--;
    if (inner?.[end] !== 22) break;
    plain.push(inner.subarray(0, end));
  }
  return plain;
}

function openRecord(name: Cipher['name'], key: Buffer, nonce: Buffer, record: Buffer): Buffer | undefined {
  const [header, body] = [record.subarray(0, 5), record.subarray(5)];
  if (body.length <= tagBytes) return undefined;
  try {
    // Node types the two families of ciphers apart; all three take the same tag.
    const decipher = createDecipheriv(name as 'aes-128-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(header);
    decipher.setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function nonceOf(iv: Buffer, sequence: number): Buffer {
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8);
  return nonce;
}
