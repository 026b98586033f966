/**
 * What a person does in the Upstash console: the actions behind the emulated dashboard's buttons, used by the page, by the control API
 * and by the scripted operator.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Books, type Database, newDatabase } from './model.ts';

export type Fields = Readonly<Record<string, string>>;

export const actions: Readonly<Record<string, (books: Books, fields: Fields) => unknown>> = {
  /** E-mails before a limit is reached; no API shows them. */
  alerts: (books) => {
    books.state.alerts = true;
    return 'on';
  },
  /** A database by hand, with the defaults of the form: eviction off. */
  create: (books, { name = 'by-hand', region = 'us-east-1' }) => {
    const made = newDatabase(books, { name, region, plan: 'payg', eviction: false, tls: true });
    books.state.databases.push(made);
    return made.id;
  },
  rename: (books, fields) => Object.assign(named(books, fields), { name: fields.to ?? '' }).name,
  'reset-password': (books, fields) => books.renewPassword(named(books, fields)).id,
  /** Uses up commands of this month, as traffic would. */
  use: (books, fields) => {
    const database = named(books, fields);
    books.usage(database).commands += number(fields.commands);
    return database.used;
  },
  latency: (books, fields) => Object.assign(named(books, fields), { meanLatencyMs: number(fields.ms) }).meanLatencyMs,
  eviction: (books, fields) => Object.assign(named(books, fields), { eviction: fields.value === 'on' }).eviction,
  /** An unpaid bill: `active`, `suspended` or `passive`. */
  state: (books, fields) => Object.assign(named(books, fields), { state: fields.value as Database['state'] }).state,
  backup: (books, fields) => books.backUp(named(books, fields), fields.label ?? 'by hand', false),
};

/** @throws OperatorError for an unknown action, or a database that is not there */
export function perform(books: Books, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act) throw new OperatorError({ what: `The Upstash console has no ${action}`, fix: `Use one of ${Object.keys(actions).join(', ')}` });
  const result = act(books, fields);
  books.changed();
  return result;
}

/** By id or by name. */
function named({ state }: Books, { database = '' }: Fields): Database {
  const found = state.databases.find(({ id, name }) => id === database || name === database);
  if (found) return found;
  throw new OperatorError({
    what: `The emulated Upstash has no database ${database}`,
    fix: `Name one of ${state.databases.map(({ name }) => name).join(', ') || 'those that deploy makes'}`,
  });
}

function number(text: string | undefined): number {
  const value = Number(text);
  if (text !== undefined && Number.isFinite(value) && value >= 0) return value;
  throw new OperatorError({ what: `${text ?? 'nothing'} is no number`, fix: 'Give a number, 0 or more' });
}
