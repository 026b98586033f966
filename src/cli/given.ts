/**
 * Answers that need no keyboard: `--set`, `--answers`, variables of the environment, and in a rehearsal with `--yes` those of the sandbox.
 * Each is judged like a typed one before it is kept. A flag wins over a file, a file over the environment.
 */
import { basename, dirname, resolve } from 'node:path';
import { exits, OperatorError } from '../core/errors.ts';
import { infoOf, isKey, isSecret, type Key, keys, type Values } from '../core/keys.ts';
import type { EnvironmentName, Phase, Question } from '../core/phase.ts';
import type { Workspace } from '../core/workspace.ts';
import { accept, openQuestions } from '../engine/ask.ts';
import { openFiles } from '../ports/files.ts';
import { rehearsed } from '../workspace/answers.ts';
import { JsonProblem, readJson } from '../workspace/json-text.ts';
import type { Host } from './io.ts';
import { variableOf, waysOf } from './missing.ts';
import { unknown } from './scope.ts';

/** An answer with where it came from, for the message when it will not do. */
export interface Given {
  text: string;
  from: string;
}

/** `key=value` of `--set`. Secrets are refused: they would stay in the shell's history and in the process list. */
export function fromFlags(pairs: readonly string[]): Map<Key, Given> {
  const found = new Map<Key, Given>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = at < 0 ? pair : pair.slice(0, at);
    const key = answerNamed(name, '--set');
    if (at < 0) throw new OperatorError({ what: `--set ${name} has no value`, fix: `write it as --set ${name}=…`, exit: exits.usage });
    found.set(key, { text: pair.slice(at + 1), from: `--set ${name}` });
  }
  return found;
}

/** A file written like k77.json; its pinned accounts are not read. */
export async function fromFile(path: string, cwd: string): Promise<Map<Key, Given>> {
  const full = resolve(cwd, path);
  const text = await openFiles(dirname(full)).read(basename(full));
  if (text === undefined)
    throw new OperatorError({ what: `there is no file ${full}`, fix: 'give --answers a file written like k77.json', exit: exits.usage });
  const fields = parsed(full, text);
  const found = new Map<Key, Given>();
  for (const [name, value] of Object.entries(fields)) {
    if (name === '$schema' || name === 'accounts') continue;
    const key = answerNamed(name, full);
    const plain = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
    if (typeof plain !== 'string' && typeof plain !== 'number')
      throw new OperatorError({
        what: `${full}: "${name}" must be text, a number or true/false`,
        fix: `${infoOf(key).about}: write it in double quotes`,
        exit: exits.usage,
      });
    found.set(key, { text: String(plain), from: `${path}: ${name}` });
  }
  return found;
}

export function fromEnvironment(env: Host['env']): Map<Key, Given> {
  const found = new Map<Key, Given>();
  for (const key of Object.keys(keys) as Key[]) {
    const text = infoOf(key).kept === 'answers' ? env[variableOf(key)] : undefined;
    if (text) found.set(key, { text, from: variableOf(key) });
  }
  return found;
}

function parsed(path: string, text: string): Record<string, unknown> {
  try {
    const { value } = readJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new OperatorError({
      what: `${path} does not hold an object of answers`,
      fix: 'write it like k77.json: { "project": "…" }',
      exit: exits.usage,
    });
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new OperatorError({
      what: `${path}:${error.line}:${error.column} is not valid JSON: ${error.message}`,
      fix: `mend line ${error.line}`,
      exit: exits.usage,
    });
  }
}

function answerNamed(name: string, where: string): Key {
  const operators = (Object.keys(keys) as Key[]).filter((key) => infoOf(key).owner === 'operator');
  if (!isKey(name) || infoOf(name).owner !== 'operator')
    return unknown(
      'answer',
      name,
      operators.filter((key) => !isSecret(key)),
    );
  if (!isSecret(name)) return name;
  throw new OperatorError({
    what: `${where}: ${name} is a secret and does not belong there`,
    fix: `give it as ${waysOf(name)}; and make a new one at the vendor if this one was kept in a history or a commit`,
    exit: exits.usage,
  });
}

export interface Prefill {
  workspace: Workspace;
  environment: EnvironmentName;
  phases: readonly Phase[];
  given: ReadonlyMap<Key, Given>;
  /** Answers of a rehearsal with `--yes`: resolves `world:stripe.secretKey`. Absent: nobody answers what is open. */
  world?: (name: string) => string | undefined;
}

/** Keeps what was given, then judges everything that is known: a hand-edited k77.json and a key from the environment as well. */
export async function prefill(about: Prefill): Promise<void> {
  const { workspace, environment, phases, given } = about;
  for (const question of phases.flatMap((phase) => phase.questions)) {
    const answer = given.get(question.key);
    if (answer)
      await workspace.answer(
        question.key,
        judged(about, question, { ...answer, text: forEnvironment(question.key, answer.text, environment) }),
      );
  }
  if (about.world) await answerFromWorld(about, about.world);
  for (const question of phases.flatMap((phase) => phase.questions)) {
    const known = textOf(workspace.values(), question.key);
    if (known !== undefined && (question.when?.(workspace.values()) ?? true))
      judged(about, question, { text: known, from: sourceOf(question.key) });
  }
}

async function answerFromWorld(about: Prefill, world: (name: string) => string | undefined): Promise<void> {
  const tried = new Set<Question>();
  const next = () =>
    openQuestions(about.phases, about.workspace.values()).find((question) => question.sandbox !== undefined && !tried.has(question));
  for (let question = next(); question; question = next()) {
    tried.add(question);
    const text = sandboxAnswer(question, world);
    if (text) await about.workspace.answer(question.key, judged(about, question, { text, from: 'the sandbox' }));
  }
}

/** The answer of a rehearsal: as declared, or a credential that the sandbox minted. */
export function sandboxAnswer(question: Question, world: (name: string) => string | undefined): string | undefined {
  const { sandbox } = question;
  return sandbox?.startsWith('world:') ? world(sandbox.slice('world:'.length)) : sandbox;
}

function judged({ environment, workspace }: Prefill, question: Question, answer: Given): string {
  try {
    return accept(question, answer.text, environment, workspace.values());
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const what = error.what.replace(`${question.key}: `, '');
    throw new OperatorError({
      what: `${answer.from} will not do: ${what}`,
      fix: `${question.ask}: ${waysOf(question.key)}`,
      see: error.see,
      exit: error.exit,
      cause: error,
    });
  }
}

/** A rehearsal never speaks of a domain that exists. */
function forEnvironment(key: Key, text: string, environment: EnvironmentName): string {
  return key === 'domain' && environment === 'sandbox' ? rehearsed(text) : text;
}

function textOf(values: Partial<Values>, key: Key): string | undefined {
  const value = values[key];
  return typeof value === 'string' ? value : value?.reveal();
}

function sourceOf(key: Key): string {
  return isSecret(key) ? `${key} (environment or .k77/credentials)` : `"${key}" in k77.json`;
}
