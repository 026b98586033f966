/**
 * The three questions of `k77 cost`, at the keyboard or as a list of flags; and once, the budget.
 */
import { confirm, input } from '@inquirer/prompts';
import { exits, messageOf, OperatorError } from '../core/errors.ts';
import type { Sources } from '../costs/inputs.ts';
import { amount, mostServers, mostSubscribers, whole } from '../costs/numbers.ts';
import type { Io } from './io.ts';
import { orCancelled, promptTheme } from './questions.ts';
import { wrap } from './text.ts';

interface Open {
  field: 'servers' | 'subscribers';
  flag: string;
  ask: string;
  offer: string;
  most: number;
  of: string;
}

const sizes: readonly Open[] = [
  { field: 'servers', flag: '--servers', ask: 'How many Discord servers?', offer: '100', most: mostServers, of: 'Discord servers' },
  {
    field: 'subscribers',
    flag: '--subscribers',
    ask: 'How many paying subscribers?',
    offer: '10',
    most: mostSubscribers,
    of: 'paying subscribers',
  },
];

/** Fills in what is open. Without a terminal: half an answer leaves with 4 and the flag for the rest; none at all is priced for the small size, as assumed. */
export async function askCost(sources: Sources, io: Io, command: string): Promise<Sources> {
  const measured = new Set(sources.measured.map(({ name }) => name));
  const isNotSold = sources.given.commercial?.value === 'no' || sources.given.commercial?.value === false;
  const open = sizes.filter(
    ({ field }) => sources.given[field] === undefined && !measured.has(field) && !(field === 'subscribers' && isNotSold),
  );
  if (open.length === 0) return sources;
  if (io.mode !== 'terminal' && open.length < sizes.length) throw missing(open);
  if (io.mode !== 'terminal') return assumedSize(sources, io);
  const given = { ...sources.given };
  io.line();
  for (const question of open) given[question.field] = { value: await askNumber(question, io, command), from: question.flag };
  if (given.commercial === undefined && String(given.subscribers?.value ?? '0') === '0') {
    const message = 'Will anybody pay for anything?';
    const yes = await orCancelled(io, command, confirm({ message, default: true, theme: promptTheme(io) }, { signal: io.signal }));
    given.commercial = { value: yes ? 'yes' : 'no', from: '--commercial' };
  }
  return { ...sources, given };
}

function assumedSize(sources: Sources, io: Io): Sources {
  const assumed = sizes.map(
    ({ field, offer, flag }) => [field, { value: offer, from: `${flag} was not given`, assumed: true as const }] as const,
  );
  const flags = sizes.map(({ flag }) => `${flag} <n>`).join(' ');
  io.aside(
    `  ${io.marks.warn} nothing was said about the size: ${sizes.map(({ offer, of }) => `${offer} ${of}`).join(' and ')} are assumed (${flags}, or --preset)`,
  );
  return { ...sources, given: { ...sources.given, ...Object.fromEntries(assumed) } };
}

function askNumber({ ask, offer, flag, most, of }: Open, io: Io, command: string): Promise<string> {
  const validate = (text: string): true | string => verdict(() => whole(text, { name: flag, most, of }));
  return orCancelled(io, command, input({ message: ask, default: offer, validate, theme: promptTheme(io) }, { signal: io.signal }));
}

/** Undefined: no budget is wanted. */
export async function askBudget(io: Io, command: string): Promise<string | undefined> {
  io.line();
  for (const line of wrap('k77 status warns when the estimate is above it. Asked once; kept in k77.json.', io.width - 6))
    io.line(`    ${io.paint.dim(line)}`);
  const validate = (text: string): true | string => text.trim() === '' || verdict(() => amount(text, '--budget'));
  const message = `Budget per month, USD ${io.paint.dim('(may stay empty)')}`;
  const text = await orCancelled(io, command, input({ message, validate, theme: promptTheme(io) }, { signal: io.signal }));
  return text.trim() === '' ? undefined : amount(text, '--budget');
}

function verdict(judge: () => unknown): true | string {
  try {
    judge();
    return true;
  } catch (error) {
    return error instanceof OperatorError ? error.fix : messageOf(error);
  }
}

function missing(open: readonly Open[]): OperatorError {
  const list = [
    ...open.map(({ flag, ask }) => `${`${flag} <n>`.padEnd(18)} ${ask}`),
    `${'--commercial no'.padEnd(18)} only when nobody will ever pay`,
  ];
  return new OperatorError({
    what: `${open.length === 1 ? 'an answer is' : `${open.length} answers are`} missing, and there is no terminal to ask for ${open.length === 1 ? 'it' : 'them'}`,
    fix: [...list, 'or one of the three sizes of the guide: --preset small, medium or large'].join('\n'),
    exit: exits.inputNeeded,
  });
}
