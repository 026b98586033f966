/**
 * `--watch`: looks again and again until Ctrl-C, and tells only what has changed. Vendors are asked anew each time, within their limits; what runs in a browser, loads
 * the services or writes test data runs in the first round only, and keeps the finding that it had then.
 */
import type { Exit } from '../core/errors.ts';
import { updated } from '../engine/verify.ts';
import type { Verified } from '../engine/walk.ts';
import { type Differences, differencesBetween } from '../report/differences.ts';
import { checkDocument, type RunDocument } from '../report/run.ts';
import type { Session } from './compose.ts';
import type { Io } from './io.ts';
import { findingLines, namedLines } from './render-findings.ts';
import { type Asked, keep, look, type Seen } from './verify-round.ts';

export const defaultMinutes = 5;

export interface Watching {
  io: Io;
  asked: Asked;
  minutes: number;
  /** Opens the workspace afresh: another k77 may have changed it since. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What the round before saw. */
interface Before {
  verified: Verified;
  id: string;
  at: string;
}

/** @param first what the first round saw; told already. @returns the exit code of the last round that was complete */
export async function watch(watching: Watching, first: Seen, run: RunDocument): Promise<Exit> {
  const { io, minutes, sleep } = watching;
  let before: Before = { verified: first.verified, id: run.run.id, at: run.run.at };
  io.line();
  io.line(`  ${io.paint.dim(`looking again every ${minutes} min until Ctrl-C; only what changes is told`)}`);
  for (let nth = 2; ; nth++) {
    try {
      await sleep(minutes * 60_000, io.signal);
      before = await round(watching, before, nth);
    } catch (error) {
      if (io.signal.aborted) return before.verified.exit;
      throw error;
    }
  }
}

async function round(watching: Watching, before: Before, nth: number): Promise<Before> {
  const { io, asked, session } = watching;
  return session(async (opened) => {
    const seen = await look(io, opened, { ...asked, options: { ...asked.options, onlyReads: true, quick: true } }, 'quietly');
    const verified = updated(before.verified.findings, seen.verified.findings);
    const at = seen.at.toISOString();
    const differences = differencesBetween(comparable(before), comparable({ verified, id: '', at }));
    const changed = isChange(differences);
    const kept = changed ? await keep(io, opened, asked, { ...seen, verified }) : undefined;
    const told = {
      nth,
      at,
      since: differences.at,
      newlyFailing: differences.newlyFailing,
      mended: differences.mended,
      noLongerProved: differences.noLongerProved,
    };
    const document = kept?.run ?? { summary: verified.summary, checks: verified.findings.map(checkDocument), boxes: verified.boxes };
    if (io.mode === 'json') io.raw(JSON.stringify({ ...document, round: told }));
    io.event({ event: 'round', ...told, summary: verified.summary });
    if (changed) tellChanges(io, seen.at, differences, verified);
    return { verified, id: kept?.run.run.id ?? before.id, at };
  });
}

function comparable({ verified, id, at }: Before): Parameters<typeof differencesBetween>[0] {
  return { checks: verified.findings.map(checkDocument), run: { id, at } };
}

function isChange({ newlyFailing, mended, noLongerProved, other }: Differences): boolean {
  return newlyFailing.length + mended.length + noLongerProved.length + other.length > 0;
}

function tellChanges(io: Io, at: Date, { newlyFailing, mended, noLongerProved, other }: Differences, { findings }: Verified): void {
  const told = [...newlyFailing, ...noLongerProved, ...other].flatMap(({ id }) => findings.filter((one) => one.id === id));
  io.line();
  io.line(`  ${io.paint.dim(at.toISOString().slice(0, 16).replace('T', ' '))} UTC`);
  for (const finding of told) for (const line of findingLines(io, finding)) io.line(line);
  for (const line of namedLines(io, mended)) io.line(line);
  // The bell, for whoever looks elsewhere.
  if (newlyFailing.length > 0 && io.mode === 'terminal') io.host.stderr.write('\u0007');
}
