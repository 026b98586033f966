/** Who may see and change what, in the Admin and the Data API. */
import type { Account, Books, Json, Property, Stream } from './model.ts';
import { denied, missing, Refusal } from './refusal.ts';

export interface Call {
  books: Books;
  /** Who asks. */
  email: string;
  at: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Json;
}
export function accountOf({ books, email }: Call, id: string | undefined, writes = false): Account {
  const found = books.state.accounts.find((one) => one.id === id);
  const role = found?.users[email];
  // Whether it exists is told to nobody who may not see it.
  if (!found || role === undefined || (writes && role !== 'editor')) throw denied();
  return found;
}

export function propertyOf(call: Call, writes = false): Property {
  const found = call.books.state.properties.find(({ id }) => id === call.at.property);
  if (!found || found.trashed) throw missing();
  accountOf(call, found.account, writes);
  return found;
}

export function streamsOf(call: Call): Stream[] {
  const property = propertyOf(call);
  return call.books.state.streams.filter((one) => one.property === property.id);
}

export function streamOf(call: Call, writes = false): Stream {
  const property = propertyOf(call, writes);
  const found = call.books.state.streams.find((one) => one.property === property.id && one.id === call.at.stream);
  if (!found) throw missing();
  return found;
}

export function ofAccount(call: Call): Property[] {
  const [, id] = /^parent:accounts\/(\d+)$/.exec(call.query.get('filter') ?? '') ?? [];
  if (id === undefined) throw new Refusal(400, 'Invalid value for filter.');
  accountOf(call, id);
  return call.books.state.properties.filter(({ account, trashed }) => account === id && !trashed);
}
