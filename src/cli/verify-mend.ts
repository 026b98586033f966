/**
 * `--fix`, after a verification has shown what failed: the tasks behind it once more, with the plan shown and agreed to; then a second look, and what it came to.
 */
import { Cancelled, type Exit } from '../core/errors.ts';
import { fix, fixable } from '../engine/verify-fix.ts';
import type { RunDocument } from '../report/run.ts';
import type { Session } from './compose.ts';
import { errorLines, tell, tellBug } from './errors.ts';
import type { Io } from './io.ts';
import { journalled } from './journalled.ts';
import { findingLines, namedLines } from './render-findings.ts';
import { count, wrap } from './text.ts';
import { typed } from './typed.ts';
import type { DeployUi } from './ui.ts';
import { type Asked, type KeptRound, keep, type Seen } from './verify-round.ts';

export interface Mending {
  io: Io;
  session: Session;
  ui: DeployUi;
  /** The id of the run, for the journal. */
  name: string;
  yes: boolean;
}

export interface Verification {
  asked: Asked;
  seen: Seen;
  kept: KeptRound;
}

export async function mend(mending: Mending, before: Verification): Promise<{ exit: Exit; seen: Seen; run: RunDocument }> {
  const { io, session } = mending;
  const { asked, seen, kept } = before;
  const { tasks, checks } = fixable(session.walk, seen.verified.findings);
  const unmended = { exit: seen.verified.exit, seen, run: kept.run };
  const report = (run: RunDocument, about: object): void => io.document({ ...run, fix: { tasks, ...about } });
  if (tasks.length === 0) {
    say(io, 'Nothing that failed is mended by applying a task again: the remedies above are for you.');
    report(kept.run, { mended: [], left: failing(seen) });
    return unmended;
  }
  say(io, `${count(checks.length, 'failure')} may be mended by ${tasks.join(', ')}.`);
  const started = session.walk.clock.tick();
  const at = session.walk.clock.now();
  try {
    const fixed = await again(mending, before);
    const now: Seen = { verified: fixed.verified, at, tookMs: session.walk.clock.tick() - started };
    const after = await keep(io, session, { ...asked, since: kept.run }, now);
    report(after.run, { mended: fixed.mended.map(({ id }) => id), left: fixed.left.map(({ id }) => id) });
    io.line();
    say(io, `${fixed.mended.length} mended${fixed.left.length > 0 ? `, ${fixed.left.length} left` : ''}`);
    for (const line of [...namedLines(io, fixed.mended), ...fixed.left.flatMap((finding) => findingLines(io, finding))]) io.line(line);
    io.aside(`  ${io.paint.dim(`report: ${after.written.page}`)}`);
    io.aside();
    return { exit: fixed.exit, seen: now, run: after.run };
  } catch (error) {
    // A no to the plan changes nothing: what was seen stands.
    if (!(error instanceof Cancelled) || io.signal.aborted) throw error;
    say(io, 'Left as it is.');
    report(kept.run, { mended: [], left: failing(seen) });
    return unmended;
  }
}

async function again({ io, session, ui, name, yes }: Mending, { asked, seen }: Verification) {
  const command = typed(io.host);
  const { allow } = asked.options;
  const { fixed } = await journalled(session, name, command, async () => {
    const fixed = await fix(session.walk, seen.verified.findings, { yes, command, ...(allow ? { allow } : {}) });
    // What the journal says of the run is about what it applied, not about checks that nothing could mend.
    return { exit: fixed.deployed.exit, fixed };
  });
  await ui.close();
  if (io.signal.aborted) throw new Cancelled(command);
  for (const failure of ui.failures) for (const line of errorLines(io, tell(failure) ?? (await tellBug(failure, io)))) io.aside(line);
  return fixed;
}

function failing({ verified }: Seen): string[] {
  return verified.findings.filter(({ verdict }) => verdict.state === 'fail').map(({ id }) => id);
}

function say(io: Io, text: string): void {
  for (const [index, line] of wrap(text, io.width - 4).entries())
    io.line(`  ${index === 0 ? io.paint.accent(io.marks.next) : ' '} ${line}`);
}
