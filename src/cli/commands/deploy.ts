/**
 * `k77 deploy`: asks, plans, applies and proves, phase by phase. Running it again goes on.
 */
import { catalogue } from '../../catalogue.ts';
import { type Exit, exits } from '../../core/errors.ts';
import { askedPhases, missingAnswers } from '../../engine/ask.ts';
import { deploy } from '../../engine/deploy.ts';
import type { Deployed, Scope } from '../../engine/walk.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { openSession, type Session } from '../compose.ts';
import { deployDocument } from '../documents.ts';
import { errorLines, tell, tellBug } from '../errors.ts';
import { fromEnvironment, fromFile, fromFlags, prefill } from '../given.ts';
import { flagOf, type GlobalOptions, type Io } from '../io.ts';
import { journalled } from '../journalled.ts';
import { missingAnswersError } from '../missing.ts';
import { tellMoves } from '../moves-under-way.ts';
import { showPlace } from '../place.ts';
import { endingLines } from '../render.ts';
import { scopeOf, taskNamed } from '../scope.ts';
import { programOf, typed } from '../typed.ts';
import { type DeployUi, deployUi } from '../ui.ts';

export interface DeployArguments {
  phases: readonly string[];
  only: readonly string[];
  answers?: string;
  set: readonly string[];
  replace: readonly string[];
}

type Options = GlobalOptions & DeployArguments;

export async function run(options: Options, io: Io): Promise<Exit> {
  const scope = scopeOf(catalogue, options);
  const replace = options.replace.map((task) => taskNamed(catalogue, task));
  const flags = fromFlags(options.set);
  const given = new Map([
    ...fromEnvironment(io.host.env),
    ...(options.answers ? await fromFile(options.answers, io.host.cwd()) : []),
    ...flags,
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
    showPlace(io, session, 'deployment');
    await tellMoves(io, session);
    await prepare(session, scope, given, options, io);
    const deployed = await journalled(session, name, typed(io.host), () =>
      deploy(session.walk, { ...scope, yes: options.yes, replace, command: typed(io.host) }),
    );
    await made?.close();
    await tellEnd(io, session, options, deployed, made?.failures ?? []);
    return deployed.exit;
  } finally {
    await made?.close();
    await session.close();
  }
}

/** Everything that can be answered without a keyboard; then, where there is none, everything that still is missing. */
async function prepare(
  session: Session,
  scope: Scope,
  given: Parameters<typeof prefill>[0]['given'],
  options: Options,
  io: Io,
): Promise<void> {
  const { workspace, walk, environment, rehearsal } = session;
  const phases = askedPhases(walk.catalogue.phases, scope);
  const world = options.yes && rehearsal ? { world: rehearsal.credential } : {};
  await prefill({ workspace, environment, phases, given, ...world });
  const missing = missingAnswers(phases, workspace.values());
  if (io.mode !== 'terminal' && missing.length > 0) throw missingAnswersError(missing);
}

async function tellEnd(io: Io, session: Session, _options: Options, deployed: Deployed, failures: readonly unknown[]): Promise<void> {
  const { workspace, walk, environment } = session;
  io.document(deployDocument({ environment, root: workspace.root }, deployed));
  for (const failure of failures) {
    io.aside();
    for (const line of errorLines(io, tell(failure) ?? (await tellBug(failure, io)))) io.aside(line);
  }
  const hands = new Map(walk.catalogue.phases.flatMap((phase) => phase.tasks).map((task) => [task.id, task.byHand?.proof]));
  const attest = (task: string) => {
    const proof = hands.get(task);
    return typeof proof === 'object' ? `${programOf(io.host)} attest ${proof.attest}${flagOf(environment)}` : undefined;
  };
  for (const line of endingLines(io, { deployed, next: nextOf(io, session, deployed), attest })) io.line(line);
}

function nextOf(io: Io, session: Session, deployed: Deployed): string {
  const again = typed(io.host);
  const phases = session.walk.catalogue.phases;
  if (deployed.exit === exits.blocked) return `the gate is not passed yet: mend what is listed above, then ${again}`;
  if (deployed.exit !== exits.proven) return `what is done is kept. Continue with: ${again}`;
  const last = deployed.phases.at(-1)?.phase;
  const following = phases[phases.findIndex((phase) => phase.number === last) + 1];
  const [k77, flag] = [programOf(io.host), flagOf(session.environment)];
  if (following)
    return `next: ${following.number} ${following.title} (${k77} deploy ${following.number}${flag}), or stop here; ${k77} deploy${flag} goes on where you left`;
  return `next: ${k77} verify${flag} proves every checkbox again at any time; ${k77} status${flag} shows where you are`;
}
