/**
 * A connection to a Redis: one command at a time or many, answered in order. For our own questions to a server; clients use ioredis.
 */
import { type ConnectOptions, connectTcp } from '../../ports/tcp-connect.ts';
import { RedisError } from './reply.ts';
import { encodeRequest, type Frame, FrameReader } from './resp.ts';

export interface Link {
  /** The reply as a frame. @throws RedisError with the server's error line; Error when the connection ends first */
  ask(...words: readonly string[]): Promise<Frame>;
  /** Frames that nobody asked for: RESP3 pushes. */
  onPush(hear: (frame: Frame) => void): void;
  /** True when the server hung up. */
  readonly ended: boolean;
  close(): void;
}

interface Question {
  resolve(frame: Frame): void;
  reject(error: Error): void;
}

export async function openLink(options: ConnectOptions): Promise<Link> {
  const peer = await connectTcp(options);
  const reader = new FrameReader();
  const questions: Question[] = [];
  let hear = (_frame: Frame): void => {};
  let ended = false;
  peer.onData((chunk) => {
    reader.feed(chunk);
    for (let reply = reader.take(); reply !== undefined; reply = reader.take()) {
      const { frame } = reply;
      if (frame.mark === '>') hear(frame);
      else if (frame.mark === '-') questions.shift()?.reject(new RedisError(frame.text ?? ''));
      else questions.shift()?.resolve(frame);
    }
  });
  peer.onEnd(() => {
    ended = true;
    for (const { reject } of questions.splice(0)) reject(new Error('the connection to Redis ended'));
  });
  return {
    ask: (...words) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Error('the connection to Redis ended'));
        questions.push({ resolve, reject });
        peer.send(Buffer.from(encodeRequest(words), 'latin1'));
      }),
    onPush: (listener) => {
      hear = listener;
    },
    get ended() {
      return ended;
    },
    close: () => peer.drop(),
  };
}

/** The number after `name:` in an INFO answer; 0 when it is not there. */
export function infoNumber(info: Frame, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info.text ?? '')?.[1] ?? 0);
}
