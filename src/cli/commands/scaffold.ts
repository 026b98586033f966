/**
 * `k77 scaffold`: writes the project from the template, or brings it up to date. Shows what changes first; a file that k77 did not write is never touched.
 */
import { confirm } from '@inquirer/prompts';
import { catalogue } from '../../catalogue.ts';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { Phase } from '../../core/phase.ts';
import { missingAnswers } from '../../engine/ask.ts';
import { answersOf, needs } from '../../phases/6.1-stripe/code.ts';
import { systemShell } from '../../ports/shell.ts';
import { resolveConflict } from '../../scaffold/conflicts.ts';
import { differenceOf } from '../../scaffold/difference.ts';
import { groundOf, surveyProject, updateProject } from '../../scaffold/project.ts';
import { type Ground, pending, type Survey } from '../../scaffold/survey.ts';
import { openSession, type Session } from '../compose.ts';
import { fromEnvironment, fromFile, fromFlags, type Given, prefill } from '../given.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { missingAnswersError } from '../missing.ts';
import { showPlace } from '../place.ts';
import { askQuestion, orCancelled, promptTheme } from '../questions.ts';
import { outcomeLines, scaffoldDocument, whatNext } from '../render-scaffold.ts';
import { typed } from '../typed.ts';

type Options = GlobalOptions & {
  check?: boolean;
  diff?: boolean;
  ours: readonly string[];
  theirs: readonly string[];
  answers?: string;
  set: readonly string[];
};

export async function run(options: Options, io: Io): Promise<Exit> {
  const session = await openSession(options, io, { lease: options.check ? 'none' : 'take', sandbox: 'leave' });
  try {
    showPlace(io, session, 'scaffold');
    const answers = answersOf(await answered(session, options, io));
    const { workspace } = session;
    const ground = groundOf(workspace.files, systemShell);
    for (const path of options.ours) await resolveConflict(workspace.files, path, 'yours');
    for (const path of options.theirs) await resolveConflict(workspace.files, path, 'the template now');
    const found = await surveyProject(answers, ground);
    if (options.diff) for (const text of await differences(found, ground)) io.line(text);
    if (options.check) return check(found, session, io);
    return await write(found, { session, ground, options, io });
  } finally {
    await session.close();
  }
}

type Answered = Parameters<typeof answersOf>[0];

/** The few answers that files depend on; all of them have been asked where phase 6.1 ran. `--check` keeps none. */
async function answered(session: Session, options: Options, io: Io): Promise<Answered> {
  const { workspace, environment, rehearsal } = session;
  const given = new Map([
    ...fromEnvironment(io.host.env),
    ...(options.answers ? await fromFile(options.answers, io.host.cwd()) : []),
    ...fromFlags(options.set),
  ]);
  const phases: Phase[] = catalogue.phases.map((phase) => ({
    ...phase,
    questions: phase.questions.filter(({ key }) => given.has(key) || (needs as readonly string[]).includes(key)),
  }));
  if (options.check) return overlaid(workspace.values(), phases, given);
  const world = options.yes && options.sandbox ? { world: (name: string) => rehearsal?.credential(name) } : {};
  await prefill({ workspace, environment, phases, given, ...world });
  for (const question of missingAnswers(phases, workspace.values())) {
    const offered = question.default?.(workspace.values());
    if (offered !== undefined && (options.yes || io.mode !== 'terminal')) await workspace.answer(question.key, offered);
    else if (io.mode === 'terminal')
      await workspace.answer(question.key, await askQuestion({ io, environment, command: typed(io.host) }, question, workspace.values()));
  }
  return complete(phases, workspace.values());
}

/** What is known, with what was given and what would be offered. */
function overlaid(known: Partial<Values>, phases: readonly Phase[], given: ReadonlyMap<Key, Given>): Answered {
  const values: Partial<Values> = { ...known, ...Object.fromEntries([...given].map(([key, { text }]) => [key, text])) };
  for (const question of missingAnswers(phases, values)) {
    const offered = question.default?.(values);
    if (offered !== undefined) Object.assign(values, { [question.key]: offered });
  }
  return complete(phases, values);
}

function complete(phases: readonly Phase[], values: Partial<Values>): Answered {
  const missing = missingAnswers(phases, values);
  if (missing.length > 0) throw missingAnswersError(missing);
  return values as Answered;
}

function check(found: Survey, { environment, workspace }: Session, io: Io): Exit {
  const document = scaffoldDocument(found);
  io.document({ environment, root: workspace.root, ...document });
  for (const line of outcomeLines(io, found)) io.line(line);
  return document.waiting + document.conflicts > 0 ? exits.changesPending : exits.proven;
}

interface Writing {
  session: Session;
  ground: Ground;
  options: Options;
  io: Io;
}

async function write(found: Survey, { session, ground, options, io }: Writing): Promise<Exit> {
  const { environment, workspace } = session;
  for (const line of outcomeLines(io, found)) io.line(line);
  const changing = found.files.filter(({ outcome }) => outcome === 'update' || outcome === 'merge' || outcome === 'remove');
  if (changing.length > 0 && !options.yes) await agree({ found, ground, options, io });
  const updated = await updateProject(found, ground);
  io.document({ environment, root: workspace.root, ...scaffoldDocument(found), ...updated });
  if (updated.conflicts.length === 0) {
    const done = updated.written.length + updated.removed.length;
    io.line(`  ${io.paint.accent(io.marks.ok)} ${done === 0 ? 'nothing to do' : `${done} files written`}`);
    for (const line of whatNext(found, done > 0)) io.line(`  ${io.paint.accent(io.marks.next)} ${line}`);
    io.line();
    return exits.proven;
  }
  throw new OperatorError({
    what: `you and the template changed the same lines; no file of yours was touched`,
    fix: [
      ...updated.conflicts.map((path) => `edit ${path} until no conflict marker is left`),
      `then k77 scaffold again; or take one side whole: k77 scaffold --ours <path>, --theirs <path>`,
    ].join('\n'),
  });
}

/** An update changes files that stand there: it is shown, and agreed to. */
async function agree({ found, ground, options, io }: Omit<Writing, 'session'> & { found: Survey }): Promise<void> {
  if (!options.diff) for (const text of await differences(found, ground)) io.line(text);
  if (io.mode !== 'terminal')
    throw new OperatorError({
      what: 'the update needs a yes, and there is no terminal to give it',
      fix: 'look at it with k77 scaffold --check --diff, then add --yes',
      exit: exits.inputNeeded,
    });
  const message = 'Write these changes?';
  const yes = await orCancelled(io, typed(io.host), confirm({ message, default: true, theme: promptTheme(io) }, { signal: io.signal }));
  if (!yes)
    throw new OperatorError({ what: 'nothing was written', fix: 'k77 scaffold --check tells later what waits', exit: exits.failed });
}

/** What changes in files that stand there already; new files are listed, not printed. */
function differences({ files }: Survey, ground: Ground): Promise<string[]> {
  const shown = files.filter(({ outcome, ours }) => ours !== undefined && (pending.includes(outcome) || outcome === 'conflict'));
  return Promise.all(shown.map((one) => differenceOf(one, ground)));
}
