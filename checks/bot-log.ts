/**
 * Reads the log of a service of the template, which is JSON by the line; what its host writes between the lines is not. Pure.
 */
import type { LogLine } from '../src/core/host.ts';

export interface Said {
  /** Milliseconds since 1970. */
  at: number;
  msg: string;
  fields: Readonly<Record<string, unknown>>;
}

/** Lines of the program itself, oldest first. */
export function saidIn(lines: readonly LogLine[]): Said[] {
  return lines.flatMap(({ at, text }) => {
    const fields = fieldsOf(text);
    return typeof fields?.msg === 'string' ? [{ at: Date.parse(at), msg: fields.msg, fields }] : [];
  });
}

function fieldsOf(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The host's words for a process that ended and is started again; and the program's own, when it was asked to stop. */
const ended = /\b(exited|crashed|killed|restarting|restarted|out of memory|SIGKILL|SIGTERM)\b/i;

/** How long it took, in seconds, from the end of a process until the next one said that it was ready. Ends that nobody logged are not among them. */
export function comebacksIn(lines: readonly LogLine[], ready: string): number[] {
  const found: number[] = [];
  let since: number | undefined;
  for (const { at, text } of lines) {
    const fields = fieldsOf(text);
    const time = Date.parse(at);
    if (fields === undefined ? ended.test(text) : fields.msg === 'stopping') since ??= time;
    else if (fields?.msg === ready) {
      if (since !== undefined) found.push((time - since) / 1000);
      since = undefined;
    }
  }
  return found;
}
