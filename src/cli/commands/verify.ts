/**
 * `k77 verify`: proves the checkboxes of the guide and leaves a report. Exit 3 when a blocker is not proved.
 */
import { catalogue } from '../../catalogue.ts';
import type { Exit } from '../../core/errors.ts';
import { verify } from '../../engine/verify.ts';
import { openSession } from '../compose.ts';
import { verifyDocument } from '../documents.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { verifyLines } from '../render-findings.ts';
import { page } from '../report/page.ts';
import { checkNamed, sectionNamed } from '../scope.ts';
import { count, lasted } from '../text.ts';

export async function run(options: GlobalOptions & { sections: readonly string[]; check: readonly string[] }, io: Io): Promise<Exit> {
  const sections = options.sections.map((name) => sectionNamed(catalogue, name));
  const checks = options.check.map((name) => checkNamed(catalogue, name).id);
  const session = await openSession(options, io, { lease: 'none' });
  try {
    const { walk, workspace, environment } = session;
    showPlace(io, session, 'verification');
    const started = walk.clock.tick();
    const verified = await verify(walk, { sections, ...(checks.length > 0 ? { checks } : {}) });
    const took = lasted(walk.clock.tick() - started);
    io.document(verifyDocument(verified));
    for (const line of verifyLines(io, verified.findings, { verbose: options.verbose })) io.line(line);
    const at = walk.clock.now();
    const values = workspace.values();
    const html = page({ project: values.project ?? 'Deployment', domain: values.domain, environment, at, took, verified });
    const path = await workspace.record('reports', `verify-${at.toISOString().slice(0, 19).replaceAll(':', '')}.html`, html);
    io.line(
      `  ${io.paint.dim(`${count(verified.findings.length, 'check')} and ${count(verified.boxes.length, 'box', 'boxes')} in ${took}`)}`,
    );
    io.aside(`  ${io.paint.dim(`report: ${path}`)}`);
    io.aside();
    return verified.exit;
  } finally {
    await session.close();
  }
}
