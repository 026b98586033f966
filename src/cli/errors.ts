/**
 * What is shown when something is wrong: the one place that turns errors into text. Every error ends in its remedy.
 */
import { Cancelled, type Exit, exits, messageOf, OperatorError, Refused, VendorError } from '../core/errors.ts';
import { commandsHere, type GlobalOptions, type Io, type Look } from './io.ts';
import { columns, wrap } from './text.ts';
import { version } from './version.ts';

export interface Told {
  what: string;
  /** Detail below the headline, dim. */
  detail: readonly string[];
  fix: string;
  see?: string | undefined;
  requestId?: string | undefined;
  exit: Exit;
}

/** An error as the operator should hear it; undefined when it is nobody's fault but ours. */
export function tell(error: unknown): Told | undefined {
  if (error instanceof OperatorError) return { what: error.what, detail: error.detail, fix: error.fix, see: error.see, exit: error.exit };
  if (error instanceof Cancelled)
    return { what: 'stopped', detail: ['What is done is kept.'], fix: `continue with: ${error.next}`, exit: error.exit };
  if (error instanceof VendorError) return tellVendor(error);
  if (error instanceof Refused)
    return {
      what: error.message,
      detail: ['k77 stopped itself; nothing was sent.'],
      fix: 'k77 doctor says what is set up and what is not',
      exit: exits.failed,
    };
  return tellSystem(error);
}

function tellVendor(error: VendorError): Told {
  const what =
    error.status === 0
      ? `${error.vendor} could not be reached (${error.call})`
      : `${error.vendor} answered ${error.status} to ${error.call}`;
  const code = error.code && !error.message.includes(error.code) ? ` (${error.code})` : '';
  return { what, detail: [`${error.message}${code}`], fix: error.advice, requestId: error.requestId, exit: error.exit };
}

/** What the operating system says, in the words of somebody who can mend it. */
function tellSystem(error: unknown): Told | undefined {
  const { code, path } = error as { code?: unknown; path?: unknown };
  const where = typeof path === 'string' ? ` ${path}` : '';
  const remedies: Record<string, [what: string, fix: string]> = {
    ENOSPC: ['the disk is full', 'free some space, then run the same command again: what is done is kept'],
    EDQUOT: ['your disk quota is used up', 'free some space, then run the same command again: what is done is kept'],
    EACCES: [`not allowed to use${where}`, 'give your user the right to read and write there, or name another folder with --dir'],
    EPERM: [`not allowed to change${where}`, 'give your user the right to read and write there, or name another folder with --dir'],
    EROFS: [`${where.trim() || 'the folder'} is on a read-only file system`, 'name a folder that can be written with --dir'],
    EMFILE: ['too many files are open', 'raise the limit (ulimit -n 4096), then run the same command again'],
  };
  const found = typeof code === 'string' ? remedies[code] : undefined;
  return found && { what: found[0], detail: [], fix: found[1], exit: exits.failed };
}

/** The lines of an error. `done` says what is kept and how to go on. */
export function errorLines(look: Look, told: Told): string[] {
  const { paint, marks } = look;
  const room = look.width - 4;
  const [first = '', ...rest] = wrap(told.what, room);
  const mark = told.exit === exits.interrupted ? paint.accent(marks.next) : paint.bad(marks.bad);
  const lines = [`  ${mark} ${paint.bold(first)}`, ...rest.map((line) => `    ${paint.bold(line)}`)];
  for (const detail of told.detail) lines.push(...wrap(detail, room).map((line) => `    ${line}`));
  for (const [index, line] of commandsHere(look, told.fix)
    .split('\n')
    .flatMap((fix) => (columns(fix) <= room - 2 ? [fix] : wrap(fix, room - 2)))
    .entries())
    lines.push(`    ${index === 0 ? paint.accent(marks.fix) : ' '} ${line}`);
  if (told.see && !told.fix.includes(told.see)) lines.push(`      ${paint.accent(told.see)}`);
  if (told.requestId) lines.push(`      ${paint.dim(`request id ${told.requestId}`)}`);
  return lines;
}

/** Shows an error and returns the exit code that it stands for. */
export async function printError(error: unknown, io: Io, options: Pick<GlobalOptions, 'verbose'>): Promise<Exit> {
  const told = tell(error) ?? (await tellBug(error, io));
  io.document({ error: { what: told.what, fix: told.fix, exit: told.exit } });
  io.aside();
  for (const line of errorLines(io, told)) io.aside(line);
  if (options.verbose) for (const line of stackOf(error)) io.aside(io.paint.dim(`    ${line}`));
  io.aside();
  return told.exit;
}

/** A bug: what happened goes, scrubbed, to a file that can be sent to us. */
export async function tellBug(error: unknown, io: Io): Promise<Told> {
  const text = [
    `k77 ${version} · node ${io.host.version} · ${io.host.platform}`,
    `command: ${io.host.argv.slice(2).join(' ')}`,
    '',
    ...stackOf(error),
  ].join('\n');
  const kept = await io
    .report()?.('reports', 'bug.txt', `${text}\n`)
    .catch(() => undefined);
  const sent = kept ? `report it, and add ${kept} (it holds no secret)` : 'run it again with --verbose and report it with what that prints';
  return {
    what: `this is a bug in k77: ${messageOf(error)}`,
    detail: ['What is done is kept; the same command goes on from there.'],
    fix: sent,
    exit: exits.bug,
  };
}

function stackOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const own = (error.stack ?? error.message).split('\n');
  return error.cause === undefined || depth > 3 ? own : [...own, 'caused by:', ...stackOf(error.cause, depth + 1)];
}
