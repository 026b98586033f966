/**
 * Line: how one probe reaches its server. Counts connections, keeps so many open at a time and no more, and turns what comes back into answers.
 */
import type { Clock } from '../../core/ports.ts';
import { type Address, clientRandom, openSession, type Session, type SessionOptions } from '../../ports/tls.ts';
import { type Heard, talk } from '../../ports/tls-talk.ts';
import { type Answer, readAnswer } from './answer.ts';
import { clientHello, type Hello, isAddress } from './hello.ts';

export interface Asked {
  answer: Answer;
  heard: Heard;
  /** The record that was sent. */
  sent: Buffer;
  /** From the first packet to the last byte, in milliseconds. */
  tookMs: number;
}

export interface Line {
  readonly connections: number;
  /** The name that is asked for; undefined for an address. */
  readonly servername: string | undefined;
  /** One hello on a connection of its own; `servername: ''` asks for no name, `patienceMs` shortens the time. */
  ask(hello: Omit<Hello, 'random'>, patienceMs?: number): Promise<Asked>;
  /** The same, listening until it is `enough`: by what came back and the record that was sent. */
  listen(hello: Omit<Hello, 'random'>, enough: (bytes: Buffer, sent: Buffer) => boolean, patienceMs?: number): Promise<Asked>;
  session(options: Pick<SessionOptions, 'ca' | 'alpn' | 'request' | 'renegotiate'>): Promise<Session>;
}

export interface LineOptions {
  clock: Clock;
  address: Address;
  servername: string;
  timeoutMs: number;
  parallel: number;
  signal: AbortSignal | undefined;
}

export function openLine({ clock, address, servername, timeoutMs, parallel, signal }: LineOptions): Line {
  const asked = isAddress(servername) ? undefined : servername;
  const turn = turnstile(parallel);
  let connections = 0;
  const through = <T>(work: () => Promise<T>): Promise<T> =>
    turn(() => {
      connections++;
      return work();
    });
  const listen: Line['listen'] = (hello, enough, patienceMs = timeoutMs) =>
    through(async () => {
      const sent = clientHello({ servername: asked, ...hello, random: clientRandom() });
      const start = clock.tick();
      const about = { send: sent, enough: (bytes: Buffer) => enough(bytes, sent), timeoutMs: Math.min(patienceMs, timeoutMs), signal };
      const heard = await talk(address, about);
      return { answer: readAnswer(heard.bytes), heard, sent, tookMs: clock.tick() - start };
    });
  return {
    get connections() {
      return connections;
    },
    servername: asked,
    listen,
    ask: (hello, patienceMs) => listen(hello, (bytes) => readAnswer(bytes).whole, patienceMs),
    session: (options) => through(() => openSession(address, { servername: asked, timeoutMs, signal, ...options })),
  };
}

/** Lets `size` through at a time, in the order of arrival. */
export function turnstile(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= size) await new Promise<void>((enter) => waiting.push(enter));
    else inside++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside--;
    }
  };
}
