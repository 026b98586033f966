/**
 * One round of a verification: look, with a live list where a person watches; keep what was seen; write the reports.
 */
import type { AnyCheck, Finding } from '../core/check.ts';
import { Cancelled } from '../core/errors.ts';
import { type VerifyOptions, verify } from '../engine/verify.ts';
import type { Verified } from '../engine/walk.ts';
import { type Differences, differencesBetween } from '../report/differences.ts';
import { keepRun, runBefore, runsOf } from '../report/history.ts';
import { checkDocument, type RunDocument, type RunScope } from '../report/run.ts';
import { readReleases } from '../workspace/releases.ts';
import type { Session } from './compose.ts';
import type { Io } from './io.ts';
import { commandsHere } from './io.ts';
import { verifyLines } from './render-findings.ts';
import { differenceLines, headLines, sumLines } from './render-verified.ts';
import { type ReportFormats, type ReportsWritten, writeReports } from './report/write-reports.ts';
import { count, wrap } from './text.ts';
import { typed } from './typed.ts';
import { LiveSections } from './verify-live.ts';
import { version } from './version.ts';

/** What was asked for, with everything settled that is settled once. */
export interface Asked {
  options: VerifyOptions;
  /** The checks that these options choose. */
  checks: readonly AnyCheck[];
  scope: RunScope;
  formats: ReportFormats;
  /** The run to compare with; undefined: the one before. */
  since?: RunDocument | undefined;
  verbose: boolean;
}

export interface Seen {
  verified: Verified;
  at: Date;
  tookMs: number;
}

export interface KeptRound {
  run: RunDocument;
  differences: Differences | undefined;
  written: ReportsWritten;
  release: { id: string; commit: string } | undefined;
}

/** @throws Cancelled after Ctrl-C: what was seen until then is half of it, and is not kept */
export async function look(io: Io, { walk }: Session, { options, checks }: Asked, how: 'live' | 'quietly' = 'live'): Promise<Seen> {
  const live = io.mode === 'terminal' && how === 'live' ? new LiveSections(io, checks) : undefined;
  const at = walk.clock.now();
  const started = walk.clock.tick();
  const found = (finding: Finding): void => {
    live?.found(finding);
    io.event({ event: 'finding', ...checkDocument(finding) });
  };
  try {
    const verified = await verify(walk, { ...options, found });
    if (walk.signal.aborted) throw new Cancelled(typed(io.host));
    return { verified, at, tookMs: walk.clock.tick() - started };
  } finally {
    await live?.close();
  }
}

export async function keep(io: Io, { workspace }: Session, asked: Asked, seen: Seen): Promise<KeptRound> {
  const [newest] = await readReleases(workspace.files, workspace.folder);
  const release = newest && { id: newest.id, commit: newest.commit };
  const run = await keepRun(workspace, { ...seen, scope: asked.scope, release, k77: version });
  const history = await runsOf(workspace);
  const before = asked.since ?? runBefore(run, history);
  const written = await writeReports({ formats: asked.formats, run, history, since: asked.since, workspace, cwd: io.host.cwd() });
  return { run, differences: before && differencesBetween(before, run), written, release };
}

/** The whole of a round, as lines. */
export function tell(
  io: Io,
  { workspace, environment, walk }: Session,
  asked: Asked,
  seen: Seen,
  { differences, written, release }: KeptRound,
): void {
  const { verified, tookMs } = seen;
  const { findings, boxes } = verified;
  const now = walk.clock.now();
  const { domain } = workspace.values();
  const looked = boxes.filter(({ by }) => by.length > 0).length;
  const lines = [
    ...headLines(io, { environment, domain, release, checks: findings.length, boxes: looked, tookMs }),
    ...verifyLines(io, findings, { verbose: asked.verbose }),
    ...sumLines(io, verified, now),
    ...(differences ? differenceLines(io, differences, now) : []),
  ];
  for (const line of lines) io.line(line);
  io.aside(`  ${io.paint.dim(`report: ${written.page}`)}`);
  for (const { format, path } of written.files) io.aside(`  ${io.paint.dim(`${format}: ${path}`)}`);
}

/** What can be done about it by k77 itself. @param failures that a task may mend */
export function fixHint(io: Io, failures: number): void {
  if (failures === 0) return;
  const text = `${count(failures, 'failure')} can be mended by ${commandsHere(io, 'k77 verify --fix')}, which shows its plan first`;
  for (const [index, line] of wrap(text, io.width - 4).entries())
    io.line(`  ${index === 0 ? io.paint.accent(io.marks.next) : ' '} ${line}`);
}
