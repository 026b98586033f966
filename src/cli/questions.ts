/**
 * Questions at the keyboard: one prompt per question, with why it matters and where the answer is found; a wrong answer is asked again with the reason.
 */
import { confirm, input, password, select } from '@inquirer/prompts';
import { Cancelled, messageOf, OperatorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import type { EnvironmentName, Question } from '../core/phase.ts';
import { accept } from '../engine/ask.ts';
import { readTypedFile } from '../ports/typed-file.ts';
import type { Io } from './io.ts';
import { cut, wrap } from './text.ts';

export interface Asking {
  io: Io;
  environment: EnvironmentName;
  /** The command that continues after Ctrl-C. */
  command: string;
  /** In a rehearsal: the sandbox's own answer, taken by Enter where the question has no default. */
  offer?(question: Question): string | undefined;
}

/** Looks of all prompts: two columns in, like everything else. */
export function promptTheme({ paint, marks }: Io) {
  return {
    prefix: { idle: `  ${paint.accent('?')}`, done: `  ${paint.accent(marks.ok)}` },
    style: {
      message: (text: string) => text,
      answer: (text: string) => paint.accent(cut(text, 26, marks.more)),
      error: (text: string) =>
        wrap(text, 74)
          .map((line, index) => `  ${index === 0 ? paint.bad(marks.bad) : ' '} ${line}`)
          .join('\n'),
      defaultAnswer: (text: string) => paint.dim(cut(text, 26, marks.more)),
      help: (text: string) => paint.dim(text),
    },
  };
}

/** Ctrl-C at a prompt is the same as anywhere else. */
export async function orCancelled<T>(io: Io, command: string, prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    if (!(error instanceof Error) || !['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw error;
    io.stop();
    throw new Cancelled(command);
  }
}

export async function askQuestion(asking: Asking, question: Question, known: Partial<Values>): Promise<string> {
  const { io } = asking;
  const notes = [...(question.why ? wrap(question.why, io.width - 6) : []), ...(question.where ? [question.where] : [])];
  if (notes.length > 0) io.line();
  for (const note of notes) io.line(`    ${io.paint.dim(note)}`);
  return accept(question, await prompt(asking, question, known), asking.environment, known);
}

function prompt(asking: Asking, question: Question, known: Partial<Values>): Promise<string> {
  const { io, command } = asking;
  const theme = promptTheme(io);
  const common = { message: question.optional ? `${question.ask} ${io.paint.dim('(may stay empty)')}` : question.ask, theme };
  const offered = question.default?.(known) ?? asking.offer?.(question);
  const verdict = (text: string) => judge(asking, question, text, known);
  const context = { signal: io.signal };
  if (question.file) return askFile(asking, question, { ...common, verdict, ...(offered === undefined ? {} : { offered }) });
  if (question.kind === 'secret') return askSecret(asking, question, { ...common, verdict, ...(offered === undefined ? {} : { offered }) });
  if (question.kind === 'yes-no')
    return orCancelled(io, command, confirm({ ...common, default: offered !== 'no' }, context)).then((yes) => (yes ? 'yes' : 'no'));
  if (question.kind === 'choice')
    return orCancelled(
      io,
      command,
      select({ ...common, choices: [...(question.choices ?? [])], ...(offered === undefined ? {} : { default: offered }) }, context),
    );
  return orCancelled(io, command, input({ ...common, validate: verdict, ...(offered === undefined ? {} : { default: offered }) }, context));
}

/** A refused secret is asked again from an empty line: nobody can see what to correct in a masked one. */
async function askSecret({ io, command }: Asking, question: Question, about: Secretly): Promise<string> {
  const style = { ...about.theme.style, answer: () => io.paint.accent('••••••••') };
  const message = about.offered === undefined ? about.message : `${about.message} ${io.paint.dim("(Enter = the sandbox's own)")}`;
  const config = { message, theme: { ...about.theme, style }, mask: '•', toggleMask: false };
  for (;;) {
    const text = (await orCancelled(io, command, password(config, { signal: io.signal }))) || (about.offered ?? '');
    const found = text === '' && question.optional ? true : about.verdict(text);
    if (found === true) return text;
    for (const [index, line] of wrap(found, io.width - 4).entries()) io.line(`  ${index === 0 ? io.paint.bad(io.marks.bad) : ' '} ${line}`);
  }
}

interface Secretly {
  message: string;
  theme: ReturnType<typeof promptTheme>;
  verdict(text: string): true | string;
  offered?: string;
}

/** A path may be seen while it is typed; whoever pastes the text itself sees dots. */
async function askFile({ io, command }: Asking, question: Question, { offered, verdict, message, theme }: Secretly): Promise<string> {
  const style = { ...theme.style, answer: (text: string) => hidden(text, theme.style.answer) };
  const config = {
    message: offered === undefined ? message : `${message} ${io.paint.dim("(Enter = the sandbox's own)")}`,
    theme: { ...theme, style },
    transformer: (text: string) => hidden(text, (shown) => shown),
    validate: async (text: string) => {
      if (text === '' && (question.optional || offered !== undefined)) return true;
      return textIn(text).then(verdict, (error: unknown) => (error instanceof OperatorError ? error.what : messageOf(error)));
    },
  };
  const text = await orCancelled(io, command, input(config, { signal: io.signal }));
  return text === '' ? (offered ?? '') : textIn(text);
}

function hidden(text: string, show: (text: string) => string): string {
  return /^\s*[{[]/.test(text) ? '••••••••' : show(text);
}

/** What stands in the file, or what was pasted, as JSON in one line. */
async function textIn(typed: string): Promise<string> {
  const text = /^\s*[{[]/.test(typed) ? typed : await readTypedFile(typed);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text.trim();
  }
}

function judge({ environment }: Asking, question: Question, text: string, known: Partial<Values>): true | string {
  try {
    accept(question, text, environment, known);
    return true;
  } catch (error) {
    return error instanceof OperatorError ? error.what.replace(`${question.key}: `, '') : messageOf(error);
  }
}
