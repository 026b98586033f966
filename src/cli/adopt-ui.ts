/**
 * What an adoption asks: tokens, which of several it is, secrets that were shown once. At the keyboard, or of the environment where nobody is there.
 */
import { confirm, password, select } from '@inquirer/prompts';
import type { Key, Values } from '../core/keys.ts';
import type { Phase, Question } from '../core/phase.ts';
import { type AnyVendor, storeIds } from '../core/vendor.ts';
import type { AdoptUi } from '../engine/adopt.ts';
import { noneOfThese } from '../engine/adopt-decide.ts';
import type { Io } from './io.ts';
import { orCancelled, promptTheme } from './questions.ts';
import { cut, wrap } from './text.ts';
import { typed } from './typed.ts';

/** Answers without which nothing can be known again, and the one that makes services known. */
export const firstKeys = ['project', 'domain'] as const satisfies readonly Key[];
const alsoAsked: readonly Key[] = ['repository'];

/** In this order: what the project is, then a token for each vendor; those may stay empty, and then the vendor is passed over. */
export function askedFirst(phases: readonly Phase[], chosen: readonly Phase[], known: Partial<Values>): Question[] {
  const questions = phases.flatMap((phase) => phase.questions);
  const named = (key: Key): Question[] => questions.filter((question) => question.key === key).slice(0, 1);
  const tokens = vendorsOf(chosen).flatMap((vendor) => (isOpen(vendor, known) ? (vendor.oneOf?.[0] ?? vendor.credentials) : []));
  const optional = [...alsoAsked, ...new Set(tokens)].flatMap(named).filter(({ key, optional: free }) => alsoAsked.includes(key) || !free);
  const passable = optional.map(({ when: _when, ...question }): Question => ({ ...question, optional: true }));
  return [...firstKeys.flatMap(named), ...passable].filter(({ key }) => known[key] === undefined);
}

function vendorsOf(phases: readonly Phase[]): AnyVendor[] {
  const used = phases.flatMap(({ adoption }) => adoption?.surveys ?? []).flatMap(({ uses }) => uses);
  return [...new Set(used)].filter(({ id }) => !storeIds.some((store) => store === id));
}

/** Another set of its credentials may be there already. */
function isOpen({ oneOf, credentials }: AnyVendor, known: Partial<Values>): boolean {
  return !(oneOf ?? [credentials]).some((set) => set.every((key) => known[key] !== undefined));
}

/** @param yes answers what asks for a yes, and nothing else */
export function adoptUi(io: Io, yes: boolean): AdoptUi {
  const person = io.mode === 'terminal';
  const looking: AdoptUi['looking'] = (survey) => io.event({ event: 'looking', survey: survey.id });
  if (person) return { looking, ...atTheKeyboard(io) };
  return {
    looking,
    choose: async () => undefined,
    secret: async ({ key, check }) => {
      const text = io.host.env[key];
      return text !== undefined && (check?.(text) ?? true) === true ? text : undefined;
    },
    agree: async () => yes,
  };
}

function atTheKeyboard(io: Io): Omit<AdoptUi, 'looking'> {
  const theme = promptTheme(io);
  const context = { signal: io.signal };
  const asked = <T>(prompt: Promise<T>): Promise<T> => orCancelled(io, typed(io.host), prompt);
  const tell = (text: string): void => {
    for (const line of wrap(text, io.width - 6)) io.line(`    ${io.paint.dim(line)}`);
  };
  return {
    async choose(survey, candidates, why) {
      io.line();
      tell(`${survey.title}: ${why}`);
      const choices = candidates.map((one) => ({
        value: one.id,
        name: cut(`${one.name} · ${one.about}`, io.width - 8, io.marks.more),
        description: [...one.because, ...one.differs.slice(0, 2)].join('; '),
      }));
      const none = { value: noneOfThese, name: candidates.length === 1 ? 'No, it is something else' : 'None of these' };
      return asked(select({ message: `Which is it? ${survey.title}`, theme, choices: [...choices, none] }, context));
    },
    async secret({ ask, why, where }, of, again) {
      io.line();
      tell(`${of.name}: ${again ?? why}`);
      if (where) tell(where);
      const message = `${ask.slice(0, 1).toUpperCase()}${ask.slice(1)} ${io.paint.dim('(may stay empty)')}`;
      return asked(password({ message, theme: { ...theme, style: { ...theme.style, answer: () => '••••••••' } }, mask: '•' }, context));
    },
    async agree({ asks = '', title }) {
      io.line();
      tell(asks);
      return asked(confirm({ message: `Try whether ${title}?`, default: true, theme }, context));
    },
  };
}
