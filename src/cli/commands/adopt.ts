/**
 * `k77 adopt`: finds what was made by hand before k77 came, shows why it is thought to be it and what the guide has besides, and after a yes records it.
 * Writes nothing to any vendor. Exit 0: recorded, or nothing to record · 2: not recorded, or something is left to say.
 */
import { confirm } from '@inquirer/prompts';
import { catalogue } from '../../catalogue.ts';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Values } from '../../core/keys.ts';
import type { Phase } from '../../core/phase.ts';
import { type AdoptOptions, look, type Surveyed, surveysOf } from '../../engine/adopt.ts';
import { gapsAfter } from '../../engine/adopt-gaps.ts';
import { record, recordable } from '../../engine/adopt-record.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import { sandboxClient } from '../../sandbox/client.ts';
import { halfMade, isEmpty, usual } from '../../sandbox/scenes/half-made.ts';
import { asked, usualIn } from '../adopt-asked.ts';
import { adoptDocument, openOf } from '../adopt-documents.ts';
import { adoptUi } from '../adopt-ui.ts';
import { openSession, type Session } from '../compose.ts';
import { fromEnvironment, fromFile, fromFlags } from '../given.ts';
import { flagOf, type GlobalOptions, type Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { orCancelled, promptTheme } from '../questions.ts';
import { foundLines, gapLines, openLines, secretLines, vendorLines } from '../render-adopt.ts';
import { phaseNamed, unknown } from '../scope.ts';
import { count, wrap } from '../text.ts';
import { programOf, typed } from '../typed.ts';
import { version } from '../version.ts';

export interface AdoptArguments {
  phases: readonly string[];
  take: readonly string[];
  answers?: string;
  set: readonly string[];
}
type Options = GlobalOptions & AdoptArguments;

export async function run(options: Options, io: Io): Promise<Exit> {
  const { phases } = catalogue;
  const chosen = options.phases.length === 0 ? phases : options.phases.map((name) => phaseNamed(catalogue, name));
  const answers = new Map([
    ...fromEnvironment(io.host.env),
    ...(options.answers ? await fromFile(options.answers, io.host.cwd()) : []),
    ...fromFlags(options.set),
  ]);
  const session = await openSession(options, io, { lease: 'take', run: systemRandom.uuid() });
  try {
    const { walk } = session;
    const said = sayingOf(walk, chosen, options.take);
    showPlace(io, session, 'adoption');
    const given = await asked(io, session, chosen, answers);
    const scene = await sceneOf(io, session, given);
    const about: AdoptOptions = { phases: chosen.map(({ number }) => number), said, given };
    const surveyed = await look(walk, about, adoptUi(io, options.yes));
    const gaps = await gapsAfter(walk, surveyed, about.phases, usualIn(session));
    for (const line of [
      ...vendorLines(io, surveyed.vendors),
      ...foundLines(io, chosen, surveyed),
      ...secretLines(io, surveyed),
      ...gapLines(io, chosen, gaps),
      ...openLines(io, surveyed.found),
    ])
      io.line(line);
    const recorded = await mayRecord(io, session, options, surveyed);
    if (recorded) await journalled(session, typed(io.host), () => record(walk, surveyed, gaps, io.host.env.USER ?? 'operator'));
    const { root, environment } = { root: session.workspace.root, environment: session.environment };
    const next = nextOf(io, session, surveyed, recorded);
    const end = { environment, root, recorded, next, writes: walk.doors.sent().writes, ...(scene ? { scene } : {}) };
    io.document(adoptDocument(end, surveyed, gaps));
    io.line();
    for (const [index, line] of wrap(next, io.width - 4).entries())
      io.line(`  ${index === 0 ? io.paint.accent(io.marks.next) : ' '} ${line}`);
    io.line();
    return exitOf(surveyed, recorded);
  } finally {
    await session.close();
  }
}

/** `--take stripe.webhook=we_123`. @throws OperatorError when there is no such survey */
function sayingOf(walk: Session['walk'], chosen: readonly Phase[], pairs: readonly string[]): ReadonlyMap<string, string> {
  const ids = surveysOf(
    walk,
    chosen.map(({ number }) => number),
  ).map(({ id }) => id);
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const [survey, one] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      if (!ids.includes(survey)) unknown('survey', survey, ids);
      if (one === '')
        throw new OperatorError({
          what: `--take ${pair} says nothing`,
          fix: `write it as --take ${survey}=<id>, or ${survey}=none`,
          exit: exits.usage,
        });
      return [survey, one];
    }),
  );
}

/** An empty rehearsal has nothing to adopt: it is filled as an operator would have, so that there is something to see. */
async function sceneOf(io: Io, { rehearsal, workspace }: Session, given: Partial<Values>): Promise<readonly string[] | undefined> {
  if (!rehearsal) return undefined;
  const client = await sandboxClient(workspace.root);
  if (!isEmpty(await client.snapshot())) return undefined;
  const known = { ...workspace.values(), ...given };
  const { things } = await halfMade(
    {
      edit: (vendor, action, fields) => client.edit(vendor, action, fields),
      endpoints: rehearsal.endpoints as Readonly<Record<string, string>>,
      credentials: await client.credentials(),
      clock: systemClock,
    },
    { project: known.project ?? usual.project, domain: known.domain ?? usual.domain, repository: known.repository ?? usual.repository },
  );
  await client.flushNames();
  io.line();
  for (const line of wrap(
    `this rehearsal was empty: ${count(things.length, 'thing')} were made in it by hand, as somebody would have last month`,
    io.width - 4,
  ))
    io.line(`  ${io.paint.dim(line)}`);
  return things;
}

async function mayRecord(io: Io, { workspace }: Session, { yes }: Options, surveyed: Surveyed): Promise<boolean> {
  const many = recordable(surveyed).length;
  const taken = surveyed.found.filter(({ state }) => state === 'taken');
  if (taken.length === 0 || many === 0) return false;
  if (yes) return true;
  if (io.mode !== 'terminal') return false;
  io.line();
  const things = taken.reduce((sum, { chosen }) => sum + chosen.length, 0);
  const message = `Take over ${count(things, 'thing')}? Written to ${workspace.root} alone, nothing to any vendor`;
  return orCancelled(io, typed(io.host), confirm({ message, default: true, theme: promptTheme(io) }, { signal: io.signal }));
}

async function journalled({ workspace }: Session, command: string, work: () => Promise<void>): Promise<void> {
  const run = systemRandom.uuid();
  await workspace.journal.append({ kind: 'run-started', run, command, version });
  let outcome: 'proven' | 'failed' = 'failed';
  try {
    await work();
    outcome = 'proven';
  } finally {
    await workspace.journal.append({ kind: 'run-ended', run, outcome });
  }
}

function nextOf(io: Io, { environment }: Session, surveyed: Surveyed, recorded: boolean): string {
  const [k77, flag] = [programOf(io.host), flagOf(environment)];
  const open = openOf(surveyed.found).length;
  const left = open > 0 ? `; ${count(open, 'decision')} left for you to make` : '';
  if (recorded) return `recorded${left}. next: ${k77} plan${flag} shows every difference, ${k77} deploy${flag} completes it`;
  if (surveyed.found.every(({ state }) => state !== 'taken'))
    return `nothing that is certainly yours was found${left}. next: ${k77} deploy${flag} makes everything`;
  if (recordable(surveyed).length === 0) return `everything found is recorded already${left}. next: ${k77} plan${flag}`;
  return `nothing is recorded yet${left}. next: ${typed(io.host)} --yes takes over what is certain`;
}

function exitOf(surveyed: Surveyed, recorded: boolean): Exit {
  const open = openOf(surveyed.found).length > 0;
  const pending = !recorded && recordable(surveyed).length > 0 && surveyed.found.some(({ state }) => state === 'taken');
  return open || pending ? exits.changesPending : exits.proven;
}
