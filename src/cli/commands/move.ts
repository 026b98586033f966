/**
 * `k77 move <service> <host>`: takes a service to another host, and back with `--back`. Running it again goes on.
 */
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Service } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';
import type { Workspace } from '../../core/workspace.ts';
import { type Moved, move } from '../../engine/move.ts';
import { hosts } from '../../hosts/hosts.ts';
import { moveOf } from '../../phases/moving/index.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { openMoves } from '../../workspace/moves.ts';
import { openSession, type Session } from '../compose.ts';
import { errorLines, tell, tellBug } from '../errors.ts';
import { fromEnvironment, fromFile, fromFlags, prefill } from '../given.ts';
import { flagOf, type GlobalOptions, type Io } from '../io.ts';
import { missingAnswersError } from '../missing.ts';
import { showPlace } from '../place.ts';
import { moveDocument, moveEndLines, movePlanLines } from '../render-move.ts';
import { unknown } from '../scope.ts';
import { programOf, typed } from '../typed.ts';
import { type DeployUi, deployUi } from '../ui.ts';
import { version } from '../version.ts';

interface Options extends GlobalOptions {
  service: Service;
  host?: string;
  back?: boolean;
  answers?: string;
  set: readonly string[];
}

export async function run(options: Options, io: Io): Promise<Exit> {
  const to = hostAsked(options);
  const given = new Map([
    ...fromEnvironment(io.host.env),
    ...(options.answers ? await fromFile(options.answers, io.host.cwd()) : []),
    ...fromFlags(options.set),
  ]);
  const name = systemRandom.uuid();
  let made: DeployUi | undefined;
  const session = await openSession(options, io, {
    lease: 'take',
    run: name,
    ui: (known) => {
      made = deployUi(io, options, known, () => systemClock.tick());
      return made.ui;
    },
  });
  try {
    showPlace(io, session, 'move');
    const { workspace, walk, environment, rehearsal } = session;
    const world = options.yes && rehearsal ? { world: rehearsal.credential } : {};
    const answer = async (place: Workspace, questions: readonly Question[]): Promise<void> => {
      const [phase] = walk.catalogue.phases;
      if (!phase) return;
      await prefill({ workspace: place, environment, phases: [{ ...phase, questions }], given, ...world });
      const known = place.values();
      const missing = questions.filter(({ key, optional, when }) => known[key] === undefined && !optional && (when?.(known) ?? true));
      if (io.mode !== 'terminal' && missing.length > 0) throw missingAnswersError(missing);
    };
    const moved = await journalled(session, name, typed(io.host), () =>
      move(walk, moveOf(options.service), openMoves(workspace.files, workspace.folder), {
        to,
        back: options.back === true,
        typed: `${programOf(io.host)} move ${options.service}${flagOf(environment)}`,
        yes: options.yes,
        command: typed(io.host),
        pace: session.pace,
        prefill: answer,
        show: (plan) => {
          for (const line of movePlanLines(io, plan)) io.line(line);
        },
      }),
    );
    await made?.close();
    await tellEnd(io, session, options, moved);
    return moved.exit;
  } finally {
    await made?.close();
    await session.close();
  }
}

/** @throws OperatorError (exit 64) that names what was probably meant */
function hostAsked({ host, back, service }: Options): string | undefined {
  const able = hosts.filter(({ runs }) => runs.includes(service)).map(({ id }) => id);
  if (host !== undefined && !hosts.some(({ id }) => id === host)) unknown('host', host, able);
  if (host === undefined && !back)
    throw new OperatorError({
      what: `where shall the ${service} go?`,
      fix: `name a host (${able.join(', ')}), or return with --back`,
      exit: exits.usage,
    });
  return back ? undefined : host;
}

async function journalled(session: Session, name: string, command: string, work: () => Promise<Moved>): Promise<Moved> {
  const { journal } = session.workspace;
  await journal.append({ kind: 'run-started', run: name, command, version });
  let outcome: 'proven' | 'failed' | 'cancelled' = 'failed';
  try {
    const moved = await work();
    outcome = moved.exit === exits.proven ? 'proven' : moved.exit === exits.interrupted ? 'cancelled' : 'failed';
    return moved;
  } catch (error) {
    if (session.walk.signal.aborted) outcome = 'cancelled';
    throw error;
  } finally {
    await journal.append({ kind: 'run-ended', run: name, outcome });
  }
}

async function tellEnd(io: Io, { environment, workspace }: Session, { service }: Options, moved: Moved): Promise<void> {
  io.document({ environment, root: workspace.root, ...moveDocument(moved) });
  for (const error of moved.errors) {
    io.aside();
    for (const line of errorLines(io, tell(error) ?? (await tellBug(error, io)))) io.aside(line);
  }
  const here = `${programOf(io.host)} move ${service}${flagOf(environment)}`;
  const deploy = `${programOf(io.host)} deploy${flagOf(environment)}`;
  for (const line of moveEndLines(io, moved, { again: typed(io.host), here, deploy })) io.line(line);
}
