/**
 * One connection of a measuring client: bytes to a server, and what comes back. Nothing here is secret, nothing is trusted, and every way to end has a name.
 */
import { connect } from 'node:net';
import type { Address } from './tls.ts';

/** How a conversation ended. `answered`: enough was heard, or the server closed after it had said something. */
export type Ending = 'answered' | 'closed' | 'reset' | 'refused' | 'no-answer' | 'unreachable';

export interface Heard {
  ending: Ending;
  bytes: Buffer;
  /** The system's words, where it had some. */
  why: string;
}

export interface Talk {
  send: Uint8Array;
  /** True when no more bytes are wanted. */
  enough(bytes: Buffer): boolean;
  /** From the first packet to the last byte. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** The most that is read of one answer. */
const mostBytes = 512 * 1024;

/**
 * One connection: sends, listens until it is enough, hangs up.
 * @throws what `signal` was aborted with, and nothing else
 */
export function talk(address: Address, { send, enough, timeoutMs, signal }: Talk): Promise<Heard> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const socket = connect({ ...address, autoSelectFamily: true });
    const timer = setTimeout(() => end('no-answer', `no answer within ${timeoutMs} ms`), timeoutMs);
    const aborted = (): void => {
      leave();
      reject(signal?.reason);
    };
    const leave = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      socket.destroy();
    };
    const end = (ending: Ending, why: string): void => {
      leave();
      resolve({ ending: size > 0 ? 'answered' : ending, bytes: Buffer.concat(parts), why });
    };
    signal?.addEventListener('abort', aborted, { once: true });
    socket.setNoDelay(true);
    socket.once('connect', () => socket.write(send));
    socket.on('data', (part) => {
      parts.push(part);
      size += part.length;
      if (size >= mostBytes || enough(parts.length === 1 ? part : Buffer.concat(parts))) end('answered', '');
    });
    socket.once('end', () => end('closed', 'the server hung up'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(endingOf(error), error.message));
    socket.once('close', () => end('closed', 'the server hung up'));
  });
}

function endingOf({ code }: NodeJS.ErrnoException): Ending {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  return code === 'ETIMEDOUT' ? 'no-answer' : 'unreachable';
}
