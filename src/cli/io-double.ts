/**
 * A host for tests: real streams that keep what is written to them, and a look without colours.
 */
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { type GlobalOptions, type Host, type Io, type Look, lookOf, makeIo } from './io.ts';

export function look(width: number): Look {
  return { ...lookOf({ env: { NO_COLOR: '1' } }, {}), width };
}

export interface Captured {
  io: Io;
  host: Host;
  stdout(): string;
  stderr(): string;
}

export function captured(options: Partial<GlobalOptions>, argv: readonly string[] = [], env: Host['env'] = {}): Captured {
  const [stdin, stdout, stderr] = [new PassThrough(), collector(), collector()];
  const host: Host = {
    argv: ['node', 'k77', ...argv],
    env,
    stdin: stdin as unknown as ReadStream,
    stdout: stdout.stream as unknown as WriteStream,
    stderr: stderr.stream as unknown as WriteStream,
    platform: 'linux',
    version: 'v24.0.0',
    pid: 1,
    cwd: () => '/nowhere',
    on: () => {},
    off: () => {},
  };
  const io = makeIo(host, { json: false, events: false, ...options }, new AbortController());
  return { io, host, stdout: stdout.text, stderr: stderr.text };
}

function collector(): { stream: PassThrough; text(): string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stream, text: () => text };
}
