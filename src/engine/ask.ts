/**
 * ask: which questions are still open, and whether an answer will do.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { Key, Values } from '../core/keys.ts';
import type { EnvironmentName, Phase, Question } from '../core/phase.ts';
import type { Scope, Walk } from './walk.ts';

/**
 * The phases as they are asked about: a phase that is deployed without the one that asks for the domain asks for it itself.
 * Only what its tasks name; what other phases make is waited for.
 */
export function askedPhases(all: readonly Phase[], scope: Scope): Phase[] {
  const chosen = all.filter((phase) => scope.phases.includes(phase.number));
  if (scope.only.length > 0) return chosen;
  const others = all.filter((phase) => !chosen.includes(phase)).flatMap((phase) => phase.questions);
  const lent = new Set<Key>();
  return chosen.map((phase) => {
    const needed = new Set(phase.tasks.flatMap((task) => task.needs as readonly Key[]));
    const questions = others.filter(({ key }) => needed.has(key) && !lent.has(key));
    for (const { key } of questions) lent.add(key);
    return questions.length === 0 ? phase : { ...phase, questions: [...questions, ...phase.questions] };
  });
}

/** Questions without an answer, in the order in which they are asked. */
export function openQuestions(phases: readonly Phase[], values: Partial<Values>): Question[] {
  return phases
    .flatMap((phase) => phase.questions)
    .filter((question) => values[question.key] === undefined && (question.when?.(values) ?? true));
}

/** Questions without which the phases cannot run. */
export function missingAnswers(phases: readonly Phase[], values: Partial<Values>): Question[] {
  return openQuestions(phases, values).filter((question) => !question.optional);
}

/** The answer as it is kept. Throws an OperatorError (exit 4) that says how it should look. Empty is only for optional questions. */
export function accept(question: Question, text: string, environment: EnvironmentName, values: Partial<Values>): string {
  const answer = text.trim();
  if (answer === '' && question.optional) return '';
  const verdict = answer === '' ? 'it is empty' : wellFormed(question, answer, environment, values);
  if (verdict === true) return answer;
  throw new OperatorError({
    what: `${question.key}: ${verdict}`,
    fix: question.where ? `find it at ${question.where}` : `answer "${question.ask}" again`,
    see: question.where,
    exit: exits.inputNeeded,
  });
}

function wellFormed(question: Question, answer: string, environment: EnvironmentName, values: Partial<Values>): true | string {
  if (question.kind === 'yes-no' && !['yes', 'no'].includes(answer)) return 'answer yes or no';
  if (question.choices && !question.choices.some((choice) => choice.value === answer))
    return `one of ${question.choices.map((choice) => choice.value).join(', ')}`;
  return question.check?.(answer, environment, values) ?? true;
}

/** Asks what a phase still needs and keeps the answers. */
export async function askPhase(walk: Walk, phase: Phase): Promise<void> {
  const { workspace } = walk;
  const open = walk.ui.interactive ? openQuestions([phase], workspace.values()) : missingAnswers([phase], workspace.values());
  if (open.length === 0) return;
  const answers = await walk.ui.ask(phase, open, workspace.values());
  for (const question of open) await keepAnswer(walk, question, answers.get(question.key));
}

async function keepAnswer(walk: Walk, question: Question, text: string | undefined): Promise<void> {
  if (text === undefined || (text === '' && question.optional)) return;
  const answer = accept(question, text, walk.workspace.environment, walk.workspace.values());
  await walk.workspace.answer(question.key as Key, answer);
}

/** Answers and credentials that were given some other way (a file, the environment) must do as well as typed ones. @throws OperatorError exit 4 */
export function checkKnown(walk: Walk, phase: Phase): void {
  const { environment } = walk.workspace;
  const values = walk.workspace.values();
  for (const question of phase.questions) {
    const value = values[question.key];
    if (value !== undefined) accept(question, typeof value === 'string' ? value : value.reveal(), environment, values);
  }
}
