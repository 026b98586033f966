/**
 * Line: how one probe reaches its server. Counts connections, keeps so many open at a time and no more, and turns what comes back into answers.
 */
import { type Address, clientRandom, type Heard, openSession, type Session, type SessionOptions, talk } from '../../ports/tls.ts';
import { type Answer, readAnswer } from './answer.ts';
import { clientHello, type Hello, isAddress } from './hello.ts';

export interface Asked {
  answer: Answer;
  heard: Heard;
  /** The record that was sent. */
  sent: Buffer;
}

export interface Line {
  readonly connections: number;
  /** The name that is asked for; undefined for an address. */
  readonly servername: string | undefined;
  /** One hello on a connection of its own; `servername: ''` asks for no name. */
  ask(hello: Omit<Hello, 'random'>): Promise<Asked>;
  /** The same, listening until it is `enough`: by what came back and the record that was sent. */
  listen(hello: Omit<Hello, 'random'>, enough: (bytes: Buffer, sent: Buffer) => boolean): Promise<Asked>;
  session(options: Pick<SessionOptions, 'ca' | 'alpn' | 'request' | 'renegotiate'>): Promise<Session>;
}

export interface LineOptions {
  address: Address;
  servername: string;
  timeoutMs: number;
  parallel: number;
  signal: AbortSignal | undefined;
}

export function openLine({ address, servername, timeoutMs, parallel, signal }: LineOptions): Line {
  const asked = isAddress(servername) ? undefined : servername;
  const turn = turnstile(parallel);
  let connections = 0;
  const through = <T>(work: () => Promise<T>): Promise<T> =>
    turn(() => {
      connections++;
      return work();
    });
  const listen: Line['listen'] = (hello, enough) =>
    through(async () => {
      const sent = clientHello({ servername: asked, ...hello, random: clientRandom() });
      const heard = await talk(address, { send: sent, enough: (bytes) => enough(bytes, sent), timeoutMs, signal });
      return { answer: readAnswer(heard.bytes), heard, sent };
    });
  return {
    get connections() {
      return connections;
    },
    servername: asked,
    listen,
    ask: (hello) => listen(hello, (bytes) => readAnswer(bytes).whole),
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
