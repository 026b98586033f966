/**
 * What an adoption knows before it looks: given, in the workspace, typed now, or of the rehearsal. Nothing of it is written.
 */
import { isSecret, type Key, type Values } from '../core/keys.ts';
import type { Phase, Question } from '../core/phase.ts';
import { Secret } from '../core/secret.ts';
import { accept } from '../engine/ask.ts';
import { rehearsed } from '../workspace/answers.ts';
import { askedFirst, firstKeys } from './adopt-ui.ts';
import type { Session } from './compose.ts';
import { type Given, sandboxAnswer } from './given.ts';
import type { Io } from './io.ts';
import { missingAnswersError } from './missing.ts';
import { askQuestion } from './questions.ts';
import { typed } from './typed.ts';

/** What is known without looking: given, in the workspace, or typed now. Nothing of it is written yet. */
export async function asked(
  io: Io,
  session: Session,
  chosen: readonly Phase[],
  answers: ReadonlyMap<Key, Given>,
): Promise<Partial<Values>> {
  const { workspace, environment, walk, rehearsal } = session;
  const { phases } = walk.catalogue;
  const given: Record<string, string | Secret> = {};
  const now = (): Partial<Values> => ({ ...workspace.values(), ...given }) as Partial<Values>;
  const keep = (question: Question, text: string | undefined): void => {
    if (text === undefined || text === '') return;
    const meant = question.key === 'domain' && environment === 'sandbox' ? rehearsed(text) : text;
    const answer = accept(question, meant, environment, now());
    given[question.key] = isSecret(question.key) ? new Secret(question.key, answer) : answer;
  };
  for (const question of phases.flatMap((phase) => phase.questions)) keep(question, answers.get(question.key)?.text);
  for (const question of askedFirst(phases, chosen, now())) {
    if (io.mode === 'terminal' && !rehearsal)
      keep(question, await askQuestion({ io, environment, command: typed(io.host) }, question, now()));
    else keep(question, rehearsal ? sandboxAnswer(question, rehearsal.credential) : await remoteOf(session, question));
  }
  const missing = phases
    .flatMap((phase) => phase.questions)
    .filter(({ key }) => firstKeys.some((one) => one === key) && now()[key] === undefined);
  if (missing.length > 0) throw missingAnswersError(missing);
  return given as Partial<Values>;
}

/** The repository that this folder is a checkout of. */
async function remoteOf({ walk, workspace }: Session, { key }: Question): Promise<string | undefined> {
  if (key !== 'repository') return undefined;
  const { code, stdout } = await walk.shell.run('git', ['remote', 'get-url', 'origin'], { cwd: workspace.root, timeoutMs: 5000 });
  return code === 0 ? /github\.com[/:]([\w.-]+\/[\w.-]+?)(\.git)?\s*$/.exec(stdout)?.[1] : undefined;
}

/** Answers that deploy would ask for, for the gap list alone. */
export function usualIn({ rehearsal, walk }: Session): (key: Key) => string | undefined {
  const questions = walk.catalogue.phases.flatMap((phase) => phase.questions);
  return (key) => {
    const question = questions.find((one) => one.key === key);
    return rehearsal && question ? sandboxAnswer(question, rehearsal.credential) : undefined;
  };
}
