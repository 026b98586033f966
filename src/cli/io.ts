/**
 * Io: how a command reads its surroundings and speaks. Made once by `main.ts` from the process that `bin/k77.js` hands over; every command gets it as its second argument.
 * Whatever is written passes the redactor first, so that no secret reaches a terminal, a pipe or a log.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import { Chalk } from 'chalk';
import type { EnvironmentName } from '../core/phase.ts';
import type { Redactor } from '../core/secret.ts';
import type { Workspace } from '../core/workspace.ts';

/** The parts of a process that the command line may use; `bin/k77.js` passes the real one, tests pass their own. */
export interface Host {
  /** As a process has it: node, script, arguments. */
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  stdin: ReadStream;
  stdout: WriteStream;
  stderr: WriteStream;
  platform: string;
  version: string;
  pid: number;
  cwd(): string;
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** Options that every command understands, before or after its name. */
export interface GlobalOptions {
  /** Rehearse against the emulators. */
  sandbox: boolean;
  /** Which real deployment is meant; ignored with `sandbox`. */
  env: 'production' | 'staging';
  /** Answers confirmations, never a question. */
  yes: boolean;
  json: boolean;
  events: boolean;
  verbose: boolean;
  /** The workspace, when it is not the folder found from here. */
  dir?: string;
  /** Milliseconds that the sandbox adds to every vendor call. */
  latency?: number;
  /** File with faults that the sandbox injects. */
  faults?: string;
}

export function environmentOf(options: Pick<GlobalOptions, 'sandbox' | 'env'>): EnvironmentName {
  return options.sandbox ? 'sandbox' : options.env;
}

/** The few looks there are: one accent, dim for detail, red only for what is broken. */
export interface Paint {
  accent(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  bad(text: string): string;
}

export interface Marks {
  ok: string;
  bad: string;
  warn: string;
  open: string;
  next: string;
  /** Between two pieces of one line: ` · `. */
  dot: string;
  /** Before a remedy, and between an old and a new value. */
  fix: string;
  /** Stands for what was cut off. */
  more: string;
  /** Made anew in place of what was there. */
  replace: string;
  spinner: readonly string[];
}

const pretty: Marks = {
  ok: '✔',
  bad: '✖',
  warn: '▲',
  open: '○',
  next: '›',
  dot: '·',
  fix: '→',
  more: '…',
  replace: '±',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};
const ascii: Marks = {
  ok: '+',
  bad: 'x',
  warn: '!',
  open: 'o',
  next: '>',
  dot: '-',
  fix: '->',
  more: '...',
  replace: '+/-',
  spinner: ['|', '/', '-', '\\'],
};

export interface Look {
  paint: Paint;
  marks: Marks;
  /** Columns to fill: 60 to 100. */
  width: number;
  /** What every command of this environment needs, ` --sandbox`; absent where nothing is. */
  flag?: string;
}

/** A remedy names commands without their environment; typed as it stands, one from a rehearsal would mean production. */
export function commandsHere({ flag = '' }: Pick<Look, 'flag'>, text: string): string {
  if (flag === '') return text;
  return text.replace(/\bk77 (deploy|plan|verify|attest|waive|status|env|probe|move)\b([^;,\n)]*)/g, (whole, verb: string, rest: string) =>
    /--(sandbox|env staging)\b/.test(rest) ? whole : `k77 ${verb}${flag}${rest}`,
  );
}

/** @param environment where the command runs */
export function flagOf(environment: EnvironmentName): string {
  return environment === 'production' ? '' : environment === 'staging' ? ' --env staging' : ' --sandbox';
}

export interface Io extends Look {
  readonly host: Host;
  /** `terminal`: a person is there, prompts are possible · `plain`: lines · `json`: one document at the end · `events`: NDJSON. */
  readonly mode: 'terminal' | 'plain' | 'json' | 'events';
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** What Ctrl-C does: everything that is under way ends as soon as it can. */
  stop(): void;
  /** A line for the reader: stdout; stderr when stdout belongs to JSON. Without an argument: an empty line. */
  line(text?: string): void;
  /** A line on stderr, whatever the mode. */
  aside(text?: string): void;
  /** The one JSON document of a command that runs with `--json`; ignored in other modes. Only the first call counts. */
  document(value: unknown): void;
  /** One NDJSON line of `--events`; ignored in other modes. */
  event(value: unknown): void;
  /** Text for a program to read, as it is, whatever the mode: a completion script. */
  raw(text: string): void;
  /** From now on everything that is written is redacted as this workspace knows, and reports of bugs go there. */
  guard(workspace: { redactor: Redactor; record?: Workspace['record'] }): void;
  redact(text: string): string;
  /** Where a report of a bug can be written; undefined before a workspace is open. */
  report(): Workspace['record'] | undefined;
}

export function makeIo(
  host: Host,
  options: Pick<GlobalOptions, 'json' | 'events'> & Partial<Pick<GlobalOptions, 'sandbox' | 'env'>>,
  stop: AbortController,
): Io {
  const guards: Parameters<Io['guard']>[0][] = [];
  const redact = (text: string) => guards.reduce((clean, { redactor }) => redactor.redact(clean), text);
  const mode = modeOf(host, options);
  const machine = mode === 'json' || mode === 'events';
  const reader = machine ? 'stderr' : 'stdout';
  const put = (stream: 'stdout' | 'stderr', text: string) => void host[stream].write(`${redact(text)}\n`);
  let documented = false;
  return {
    host,
    mode,
    signal: stop.signal,
    stop: () => stop.abort(),
    ...lookOf(host, host[reader]),
    flag: flagOf(environmentOf({ sandbox: options.sandbox ?? false, env: options.env ?? 'production' })),
    line: (text = '') => put(reader, text),
    aside: (text = '') => put('stderr', text),
    document(value) {
      if (!machine || documented) return;
      documented = true;
      put('stdout', mode === 'json' ? JSON.stringify(value, null, 2) : JSON.stringify({ event: 'document', ...(value as object) }));
    },
    event: (value) => (mode === 'events' ? put('stdout', JSON.stringify(value)) : undefined),
    raw: (text) => put('stdout', text.replace(/\n$/, '')),
    guard: (workspace) => void guards.push(workspace),
    redact,
    report: () => guards.findLast((workspace) => workspace.record)?.record,
  };
}

function modeOf(host: Host, options: Pick<GlobalOptions, 'json' | 'events'>): Io['mode'] {
  if (options.events) return 'events';
  if (options.json) return 'json';
  const person = host.stdin.isTTY && host.stdout.isTTY && !isSet(host.env.CI) && host.env.TERM !== 'dumb';
  return person ? 'terminal' : 'plain';
}

/** Colours, symbols and width for a stream, from what the terminal says about itself. */
export function lookOf(host: Pick<Host, 'env'>, stream: { isTTY?: boolean; columns?: number }): Look {
  return { paint: paintFor(colourful(host.env, stream)), marks: unicode(host.env) ? pretty : ascii, width: widthOf(stream) };
}

export function widthOf(stream: { isTTY?: boolean; columns?: number }): number {
  const columns = stream.isTTY ? (stream.columns ?? 80) : 100;
  return Math.min(100, Math.max(60, columns));
}

function paintFor(colour: boolean): Paint {
  const { cyan, bold, dim, red } = new Chalk({ level: colour ? 1 : 0 });
  return { accent: (text) => cyan(text), bold: (text) => bold(text), dim: (text) => dim(text), bad: (text) => red(text) };
}

/** https://no-color.org: any value but the empty one switches colour off; FORCE_COLOR switches it on where there is no terminal. */
function colourful(env: Host['env'], stream: { isTTY?: boolean }): boolean {
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return false;
  if (isSet(env.FORCE_COLOR)) return true;
  return Boolean(stream.isTTY) && !isSet(env.CI);
}

/** The Linux console and explicit non-UTF-8 locales cannot draw the symbols. */
function unicode(env: Host['env']): boolean {
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
