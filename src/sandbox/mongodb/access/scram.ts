/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677) as a server: what is kept of a password, and one conversation.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ServerError } from '../errors.ts';

/** What is kept instead of a password. */
export interface Credentials {
  salt: Buffer;
  iterations: number;
  storedKey: Buffer;
  serverKey: Buffer;
}

const iterations = 15_000;

export function credentialsFor(password: string, salt: Buffer): Credentials {
  const salted = stretched(password.normalize('NFKC'), salt);
  return {
    salt,
    iterations,
    storedKey: createHash('sha256').update(hmac(salted, 'Client Key')).digest(),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/** PBKDF2 of one block. Written out because it is arithmetic, not a use of the machine's secrets. */
function stretched(password: string, salt: Buffer): Buffer {
  let block = hmac(password, Buffer.concat([salt, Buffer.from([0, 0, 0, 1])]));
  const out = Buffer.from(block);
  for (let round = 1; round < iterations; round++) {
    block = hmac(password, block);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) ^ (block[i] ?? 0);
  }
  return out;
}

function hmac(key: string | Buffer, data: string | Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

export function failed(): ServerError {
  return new ServerError(18, 'Authentication failed.');
}

export interface Conversation {
  user: string;
  /** The server's first message. */
  first: string;
  /** Checks the client's proof; the server's final message. @throws ServerError 18 */
  finish(message: string): string;
}

/** @param find credentials of a user; an unknown one goes on with made-up ones, so that nothing is learned before the proof fails */
export function converse(
  message: string,
  about: { find(user: string): Credentials | undefined; nonce: string; decoy: Buffer },
): Conversation {
  const found = /^(?:n|y|p=[^,]*),([^,]*),(n=([^,]*),r=([^,]*).*)$/.exec(message);
  if (!found) throw new ServerError(2, 'Incorrect SCRAM client first message');
  const [, , bare = '', name = '', clientNonce = ''] = found;
  const user = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
  const known = about.find(user);
  const credentials = known ?? { salt: about.decoy, iterations, storedKey: Buffer.alloc(32), serverKey: Buffer.alloc(32) };
  const nonce = clientNonce + about.nonce;
  const first = `r=${nonce},s=${credentials.salt.toString('base64')},i=${credentials.iterations}`;
  return {
    user,
    first,
    finish(last) {
      const [, without = '', givenNonce = '', proof = ''] = /^(c=[^,]*,r=([^,]*)(?:,.*)?),p=([^,]*)$/.exec(last) ?? [];
      const auth = `${bare},${first},${without}`;
      const signature = hmac(credentials.storedKey, auth);
      const given = Buffer.from(proof, 'base64');
      if (given.length !== 32 || givenNonce !== nonce || !known) throw failed();
      const clientKey = given.map((byte, i) => byte ^ (signature[i] ?? 0));
      const stored = createHash('sha256').update(clientKey).digest();
      if (!timingSafeEqual(stored, credentials.storedKey)) throw failed();
      return `v=${hmac(credentials.serverKey, auth).toString('base64')}`;
    },
  };
}
