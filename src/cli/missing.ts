/**
 * What is asked where nobody can answer: every missing answer at once, each with the flag, variable or file that gives it.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { infoOf, isSecret, type Key } from '../core/keys.ts';
import type { Question } from '../core/phase.ts';

/** The environment variable that answers a question: `STRIPE_SECRET_KEY` itself, `K77_MONTHLY_PRICE` for `monthlyPrice`. */
export function variableOf(key: Key): string {
  return /^[A-Z0-9_]+$/.test(key) ? key : `K77_${key.replaceAll(/([A-Z])/g, '_$1').toUpperCase()}`;
}

/** All ways to give an answer without a terminal. Secrets never through a flag: it would stay in the shell's history and in the process list. */
export function waysOf(key: Key): string {
  const ways = isSecret(key)
    ? [variableOf(key), '.k77/credentials']
    : [`--set ${key}=…`, variableOf(key), ...(infoOf(key).kept === 'answers' ? ['k77.json'] : [])];
  return ways.join(' or ');
}

export function missingAnswersError(open: readonly Question[]): OperatorError {
  const way = (key: Key) => (isSecret(key) ? `${variableOf(key)}=…` : `--set ${key}=…`);
  const width = Math.max(...open.map(({ key }) => way(key).length));
  const list = open.map(({ key, ask }) => `${way(key).padEnd(width)}  ${ask}${isSecret(key) ? ' (environment or .k77/credentials)' : ''}`);
  const plain = open.filter(({ key }) => !isSecret(key) && variableOf(key) !== key);
  const variables = plain.length > 0 ? [`each also as a variable (${plain.map(({ key }) => variableOf(key)).join(', ')})`] : [];
  return new OperatorError({
    what: `${open.length === 1 ? 'an answer is' : `${open.length} answers are`} missing, and there is no terminal to ask for ${open.length === 1 ? 'it' : 'them'}`,
    fix: [...list, ...variables, 'or all at once: --answers <file>, written like k77.json; secrets never in that file'].join('\n'),
    exit: exits.inputNeeded,
  });
}
