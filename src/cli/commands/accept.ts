/**
 * `k77 accept`: a difference that somebody made in a vendor's dashboard stays as it is until a day. `plan` goes on naming it; `deploy` leaves it alone.
 */
import { catalogue } from '../../catalogue.ts';
import { type Exit, exits } from '../../core/errors.ts';
import type { AnyTask } from '../../core/task.ts';
import { accept, differences } from '../../engine/accept.ts';
import { openSession } from '../compose.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { changeLines } from '../render-plan.ts';
import { taskNamed } from '../scope.ts';
import { askIfNeeded, dateOf, sayer } from './confirm.ts';

interface Options extends GlobalOptions {
  task: string;
  path?: string;
  by?: string;
  note?: string;
  until?: string;
}

export async function run(options: Options, io: Io): Promise<Exit> {
  const id = taskNamed(catalogue, options.task);
  const task = catalogue.phases.flatMap(({ tasks }) => tasks).find((one) => one.id === id) as AnyTask;
  const session = await openSession(options, io, { lease: 'take' });
  try {
    const { walk, workspace, environment } = session;
    showPlace(io, session, 'acceptance');
    const found = await differences(walk, task, options.path);
    io.line();
    io.line(`  ${io.paint.bold(task.title)} ${io.paint.dim(task.id)}`);
    for (const line of changeLines(io, found)) io.line(line);
    const until = dateOf(await askIfNeeded(io, options.until, 'Until when? (YYYY-MM-DD)', '--until <YYYY-MM-DD>'), walk.clock.now());
    const { by, note } = await sayer(options, io, 'Why does it stay?');
    await accept(walk, task, found, { by, note, until });
    const paths = found.map(({ path }) => path);
    io.document({ environment, root: workspace.root, task: task.id, accepted: paths, by, note, until });
    io.line(`  ${io.paint.accent(io.marks.ok)} accepted by ${by} until ${until.slice(0, 10)}; another value in its place is shown again`);
    io.line();
    return exits.proven;
  } finally {
    await session.close();
  }
}
