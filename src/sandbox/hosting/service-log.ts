/**
 * What a build or a service printed: the last lines in memory as they are, all of it in a file without the secrets of its variables.
 */
import { basename, dirname, join } from 'node:path';
import { keys } from '../../core/keys.ts';
import type { Clock } from '../../core/ports.ts';
import { Redactor, Secret } from '../../core/secret.ts';
import { openFiles } from '../../ports/files.ts';
import { appendPrivate, privateFolders } from '../../ports/spawn.ts';
import { moveTree, removeTree } from '../../ports/trees.ts';
import type { RunnerLine } from './desk.ts';

type Stream = RunnerLine['stream'];

const keptLines = 4000;
/** Characters of one line; what is longer is cut. */
const longestLine = 16_000;
/** Characters after which a file begins anew; one before it is kept. */
const fullFile = 4_000_000;

export class ServiceLog {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  readonly #lines: RunnerLine[] = [];
  /** Begun and not ended, by stream. */
  readonly #open: Record<Stream, string> = { stdout: '', stderr: '' };
  #unwritten = '';
  #written = 0;
  #writing: Promise<void> | undefined;

  /** @param file absolute path */
  constructor(file: string, clock: Clock, redactor: Redactor) {
    this.#file = file;
    this.#clock = clock;
    this.#redactor = redactor;
  }

  get lines(): readonly RunnerLine[] {
    return this.#lines;
  }

  /** What somebody prints, as it comes. */
  print(stream: Stream, text: string): void {
    const parts = (this.#open[stream] + text).split(/\r?\n/);
    this.#open[stream] = (parts.pop() ?? '').slice(0, longestLine);
    for (const part of parts) this.#add(stream, part);
  }

  /** A line of the platform itself. */
  say(text: string): void {
    for (const line of text.split('\n')) this.#add('stdout', line);
  }

  /** A program ended: what it began is a line. */
  flush(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#open[stream] !== '') this.#add(stream, this.#open[stream]);
      this.#open[stream] = '';
    }
  }

  /** The last words, for messages: redacted, of one stream where that one said anything. */
  words(count: number, prefer: Stream = 'stderr'): string {
    const said = this.#lines.filter(({ text }) => text.trim() !== '');
    const preferred = said.slice(-50).filter(({ stream }) => stream === prefer);
    return (preferred.length > 0 ? preferred : said)
      .slice(-count)
      .map(({ text }) => this.#redactor.redact(stripped(text)))
      .join('\n');
  }

  redacted(): RunnerLine[] {
    return this.#lines.map((line) => ({ ...line, text: this.#redactor.redact(line.text) }));
  }

  /** What an earlier sandbox wrote. */
  async recall(): Promise<void> {
    const text = (await openFiles(dirname(this.#file)).read(basename(this.#file))) ?? '';
    this.#written = text.length;
    const old = text.split('\n').flatMap((line) => {
      const [, at, stream, rest] = /^(\S+) (out|err) (.*)$/.exec(line) ?? [];
      return at === undefined || rest === undefined
        ? []
        : [{ at, stream: stream === 'err' ? ('stderr' as const) : ('stdout' as const), text: rest }];
    });
    this.#lines.unshift(...old.slice(-keptLines));
  }

  async written(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  #add(stream: Stream, text: string): void {
    const line = { at: this.#clock.now().toISOString(), stream, text: text.slice(0, longestLine) };
    this.#lines.push(line);
    if (this.#lines.length > keptLines + 500) this.#lines.splice(0, this.#lines.length - keptLines);
    this.#unwritten += `${line.at} ${stream === 'stderr' ? 'err' : 'out'} ${this.#redactor.redact(line.text)}\n`;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** A log that cannot be written stops nothing. */
  async #write(): Promise<void> {
    try {
      await privateFolders(dirname(this.#file));
      while (this.#unwritten !== '') {
        const text = this.#unwritten;
        this.#unwritten = '';
        if (this.#written > fullFile) {
          await removeTree(`${this.#file}.1`);
          await moveTree(this.#file, `${this.#file}.1`);
          this.#written = 0;
        }
        await appendPrivate(this.#file, text);
        this.#written += text.length;
      }
    } catch {
      this.#unwritten = '';
    }
  }
}

/** Colours and the like are for terminals. */
function stripped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with.
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').trim();
}

/** Knows every value of these variables that is a secret, or may be one. */
export function redactorOf(variables: Readonly<Record<string, string>>): Redactor {
  const redactor = new Redactor();
  for (const [name, value] of Object.entries(variables)) if (!isOpen(name, value)) redactor.learn(new Secret(name, value));
  return redactor;
}

/** Values that k77 knows to be no secret, what platforms add, what browsers see, and what is plainly none. */
function isOpen(name: string, value: string): boolean {
  const known: { kept: string; public?: true } | undefined = (keys as Readonly<Record<string, { kept: string; public?: true }>>)[name];
  if (known) return known.public === true || known.kept === 'answers' || known.kept === 'values';
  if (/SECRET|TOKEN|PASSWORD|PRIVATE|CREDENTIAL/i.test(name)) return false;
  return /^NEXT_PUBLIC_|^(RAILWAY|RENDER|VERCEL)_|^NODE_ENV$/.test(name) || /^(true|false|[\d.,]+|https?:\/\/[^@/?#]+\/?)$/i.test(value);
}

export function logFile(root: string, vendor: string, deployment: string, of: 'build' | 'run'): string {
  return join(root, '.k77/sandbox/hosting', vendor, deployment.replace(/[^\w.-]/g, '_'), `${of}.log`);
}
