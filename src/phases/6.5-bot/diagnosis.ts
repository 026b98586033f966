/**
 * Why a service did not come up, from what its host and its logs say: one sentence, one remedy, the last lines. Guide 6.5/6 names four causes; here are those and
 * what else stops a deployment. Pure.
 */
import { stripVTControlCharacters } from 'node:util';
import type { DeploymentStatus, Host, LogLine } from '../../core/host.ts';
import type { Service } from '../../core/keys.ts';
import { type Cause, causes } from './causes.ts';
import { titles } from './services.ts';

export interface Failed {
  service: Service;
  host: Pick<Host, 'title' | 'accessSteps' | 'pages'>;
  status: DeploymentStatus;
  /** The host's own word. */
  says: string;
  build: readonly LogLine[];
  run: readonly LogLine[];
  repository: string;
}

export interface Told {
  what: string;
  fix: string;
  see?: string;
  detail: readonly string[];
}

export function diagnosis(failed: Failed): Told {
  const [build, run] = [failed.build, failed.run].map((lines) => lines.map(({ text }) => textOf(text)));
  const found = first(causes, build ?? [], run ?? []);
  const name = titles[failed.service];
  const head = `the ${name} ${ended(failed)}`;
  const last = tail(run && run.length > 0 && found?.from !== 'build' ? run : (build ?? []));
  if (found === undefined)
    return { what: `${head}: ${unknown(failed)}`, fix: `read its log; when it is mended: npx k77 deploy`, detail: last };
  const { what, fix, see } = found.cause.tell({ ...failed, name, found: found.match });
  return { what: `${head}: ${what}`, fix, ...(see === undefined ? {} : { see }), detail: last };
}

/** Later lines tell more than earlier ones, and what runs tells more than what was built; but an order of causes comes before both. */
function first(
  all: readonly Cause[],
  build: readonly string[],
  run: readonly string[],
): { cause: Cause; match: RegExpExecArray; from: 'build' | 'run' } | undefined {
  const texts = { build: build.join('\n'), run: run.join('\n') };
  for (const cause of all)
    for (const from of ['run', 'build'] as const) {
      if (cause.only !== undefined && cause.only !== from) continue;
      const match = cause.says.exec(texts[from]);
      if (match) return { cause, match, from };
    }
  return undefined;
}

function ended({ status, host: { title }, run }: Failed): string {
  if (status === 'crashed') return `crashed at ${title} again and again, and is not started any more`;
  if (status === 'removed') return `was taken away at ${title} before it was up`;
  if (status === 'suspended') return `is stopped at ${title}`;
  return run.length === 0 ? `was not built at ${title}` : `did not come up at ${title}`;
}

function unknown({ says, host: { title } }: Failed): string {
  return `${title} says ${says}, and its log names no cause that k77 knows`;
}

/** A line of the template's log is JSON: its message, and what is wrong. Other lines stand as they are. */
export function textOf(line: string): string {
  const plain = stripVTControlCharacters(line).trimEnd();
  if (!plain.startsWith('{')) return plain;
  try {
    const { msg, err } = JSON.parse(plain) as { msg?: unknown; err?: { message?: unknown; code?: unknown } };
    const parts = [msg, err?.message, err?.code].filter((part) => typeof part === 'string' && part !== '');
    return parts.length === 0 ? plain : [...new Set(parts)].join(': ');
  } catch {
    return plain;
  }
}

/** The end of a log, without empty lines and stack frames; passwords in addresses are left out. */
function tail(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(-8)
    .map((line) => line.replaceAll(/(\w+:\/\/[^:@/\s]*):[^@/\s]+@/g, '$1:…@').slice(0, 300));
}
