/**
 * The door in front of a MongoDB server that is not ours: clients come in here, over TLS when asked, and meet the access list, the connection cap,
 * the quota and the faults before the server does. Messages pass as they are, except what `hello` tells about names and ports.
 */
import type { Clock } from '../../core/ports.ts';
import { listenTcp, type Peer, type ServerTls, type TcpServer } from '../../ports/tcp.ts';
import { connectTcp } from '../../ports/tcp-connect.ts';
import { ServerError } from './errors.ts';
import { type Faults, failureOf } from './options.ts';
import { parse } from './values/parse.ts';
import type { Doc } from './values/types.ts';
import { answer, Frames, type Request, readRequest } from './wire/messages.ts';

export interface DoorOptions {
  clock: Clock;
  /** 0 or absent takes a free one. */
  port?: number | undefined;
  tls?: ServerTls | undefined;
  /** Where the server listens on 127.0.0.1. */
  inside: number;
  faults: Faults;
  /** False: the connection is dropped right after it was accepted. */
  admit(connections: number): boolean;
  /** What the server says of itself → what clients are told. */
  greet(reply: Doc): Doc;
  /** An answer in the server's place, or undefined when it shall answer itself. @throws ServerError to refuse */
  instead(request: Request, command: string): Promise<Doc | undefined>;
}

export interface Door extends TcpServer {
  connections: { current: number; total: number };
}

/** A request whose answer is not back yet. */
interface Asked {
  request: Request;
  greeting: boolean;
  lost: boolean;
}

const greetings = new Set(['hello', 'isMaster', 'ismaster']);
const connectMs = 5000;

/** @throws OperatorError when the port is taken */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const connections = { current: 0, total: 0 };
  const server = await listenTcp({
    port: options.port,
    tls: options.tls,
    admit: () => options.admit(connections.current),
    connected: (peer) => {
      connections.current++;
      connections.total++;
      peer.onEnd(() => connections.current--);
      new Passage(options, peer);
    },
  });
  return { ...server, connections };
}

/** One client and its connection to the server. */
class Passage {
  readonly #options: DoorOptions;
  readonly #client: Peer;
  readonly #asked = new Map<number, Asked>();
  #replies = 0;

  constructor(options: DoorOptions, client: Peer) {
    this.#options = options;
    this.#client = client;
    const connected = connectTcp({ port: options.inside, timeoutMs: connectMs });
    let queue: Promise<void> = connected.then((server) => {
      read(server, (message) => this.#back(message));
      server.onEnd(() => client.drop());
    });
    queue.catch(() => client.drop());
    client.onEnd(
      () =>
        void connected.then(
          (server) => server.drop(),
          () => undefined,
        ),
    );
    read(client, (message) => {
      queue = queue.then(async () => this.#forth(await connected, message)).catch(() => client.drop());
    });
  }

  async #forth(server: Peer, message: Buffer): Promise<void> {
    const { clock, faults } = this.#options;
    const request = readRequest(message);
    if (!request) return this.#client.drop();
    const [command = ''] = Object.keys(request.body);
    if (faults.answerDelayMs > 0) await clock.sleep(faults.answerDelayMs);
    const how = (await faults.each?.(command)) ?? failureOf(faults, command);
    if (how === 'dropped') return this.#client.drop();
    const reply = await this.#own(request, command, typeof how === 'number' ? how : undefined);
    if (reply) return this.#say(request, reply);
    if (!request.silent) this.#asked.set(request.id, { request, greeting: greetings.has(command), lost: how === 'lost answer' });
    server.send(plain(message, request));
  }

  /** What is answered here, without asking the server. */
  async #own(request: Request, command: string, code: number | undefined): Promise<Doc | undefined> {
    const { fail } = this.#options.faults;
    try {
      if (code === undefined) return await this.#options.instead(request, command);
      throw new ServerError(code, fail?.message ?? 'refused by a switched-on fault', { labels: fail?.labels ?? [] });
    } catch (error) {
      if (error instanceof ServerError) return error.toReply();
      throw error;
    }
  }

  #back(message: Buffer): void {
    const id = message.readInt32LE(8);
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (asked?.lost) this.#client.drop();
    else if (asked?.greeting)
      this.#say(asked.request, this.#options.greet(calm(parse(message, asked.request.kind === 'message' ? 21 : 36))));
    else this.#client.send(message);
  }

  #say(request: Request, reply: Doc): void {
    if (!request.silent) this.#client.send(answer(request, reply, ++this.#replies));
  }
}

function read(peer: Peer, take: (message: Buffer) => void): void {
  const frames = new Frames();
  peer.onData((bytes) => {
    try {
      for (const message of frames.push(bytes)) take(message);
    } catch {
      peer.drop();
    }
  });
}

/** Drivers that read a `topologyVersion` ask for answers that go on; here every question has one. */
function calm({ topologyVersion: _version, ...reply }: Doc): Doc {
  return reply;
}

/** One question, one answer: without the permission to go on answering (`exhaustAllowed`), and without a checksum, which would no longer be right. */
function plain(message: Buffer, { kind }: Request): Buffer {
  if (kind === 'query') return message;
  const flags = message.readUInt32LE(16);
  const out = Buffer.from(flags & 1 ? message.subarray(0, -4) : message);
  out.writeInt32LE(out.length, 0);
  out.writeUInt32LE(flags & 0xfffe, 16);
  return out;
}
