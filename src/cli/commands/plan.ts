/**
 * `k77 plan`: what a deploy would change. Writes nothing, anywhere; exit 2 when something is pending.
 */
import { catalogue } from '../../catalogue.ts';
import { type Exit, exits } from '../../core/errors.ts';
import { isPending } from '../../core/plan.ts';
import { missingAnswers } from '../../engine/ask.ts';
import { plan } from '../../engine/plan.ts';
import { openSession } from '../compose.ts';
import { planDocument } from '../documents.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { phaseHeader } from '../render.ts';
import { planLines } from '../render-plan.ts';
import { scopeOf } from '../scope.ts';
import { count, wrap } from '../text.ts';

export async function run(options: GlobalOptions & { phases: readonly string[]; only: readonly string[] }, io: Io): Promise<Exit> {
  const scope = scopeOf(catalogue, options);
  const session = await openSession(options, io, { lease: 'none' });
  try {
    const { walk, workspace, environment } = session;
    const phases = walk.catalogue.phases.filter((phase) => scope.phases.includes(phase.number));
    showPlace(io, session, 'plan');
    const started = walk.clock.tick();
    const found = await plan(walk, scope);
    const walkMs = Math.round(walk.clock.tick() - started);
    const missing = missingAnswers(phases, workspace.values()).map((question) => question.key);
    io.document({ environment, root: workspace.root, ...planDocument(found), missing, walkMs, sent: walk.doors.sent() });
    for (const phase of phases) {
      for (const line of phaseHeader(io, phase)) io.line(line);
      for (const line of planLines(io, { ...found, planned: found.planned.filter((planned) => planned.phase === phase.number) }))
        io.line(line);
    }
    const told =
      missing.length > 0 ? `${count(missing.length, 'answer')} still to give (${missing.join(', ')}): k77 deploy asks for them` : undefined;
    for (const [index, line] of (told ? wrap(told, io.width - 4) : []).entries())
      io.line(`  ${index === 0 ? io.paint.accent(io.marks.next) : ' '} ${line}`);
    io.line();
    return found.planned.some(isPending) || missing.length > 0 ? exits.changesPending : exits.proven;
  } finally {
    await session.close();
  }
}
