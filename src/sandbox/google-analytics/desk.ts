/**
 * What a person does at analytics.google.com and in the Google Cloud console: the actions behind the emulated dashboard's buttons, used by the page, by the control
 * API and by the scripted operator.
 */
import { OperatorError } from '../../core/errors.ts';
import { type Account, type Books, newMeasurementId, type Property, type Stream } from './model.ts';

export type Fields = Readonly<Record<string, string>>;

export const actions: Readonly<Record<string, (books: Books, fields: Fields) => unknown>> = {
  /** The wizard: account, property and stream in one, with its own defaults. Google's terms are accepted with it. */
  'create-account': (books, { name = 'Kingdom-77', property = '', site = '' }) => {
    const sharing = { products: true, others: true, sales: false, support: true };
    const account: Account = { id: books.id(), title: name, created: books.ms(), users: {}, sharing };
    books.state.accounts.push(account);
    if (property) madeByHand(books, account, property, site);
    return account.id;
  },
  /** Admin → Account access management. */
  'add-user': (books, { email = '', role = 'editor', ...fields }) => {
    const account = accountIn(books, fields);
    account.users[email] = role === 'viewer' ? 'viewer' : 'editor';
    return account.id;
  },
  'remove-user': (books, { email = '', ...fields }) => {
    const { users } = accountIn(books, fields);
    for (const one of Object.keys(users)) if (email === '' || one === email) delete users[one];
    return users;
  },
  /** Admin → Account details; `on` or `off` for those that are named. */
  sharing: (books, fields) => {
    const { sharing } = accountIn(books, fields);
    for (const name of ['products', 'others', 'sales', 'support'] as const) if (fields[name]) sharing[name] = fields[name] === 'on';
    return sharing;
  },
  /** The three ticks about anything but help are taken out. */
  'share-nothing': (books, fields) => Object.assign(accountIn(books, fields).sharing, { products: false, others: false, sales: false }),
  'create-property': (books, { name = 'by hand', site = '', ...fields }) => madeByHand(books, accountIn(books, fields), name, site).id,
  'rename-property': (books, { to = '', ...fields }) => Object.assign(propertyIn(books, fields), { displayName: to }).displayName,
  'trash-property': (books, fields) => Object.assign(propertyIn(books, fields), { trashed: true }).id,
  'time-zone': (books, { value = 'America/Los_Angeles', ...fields }) =>
    Object.assign(propertyIn(books, fields), { timeZone: value }).timeZone,
  retention: (books, { months = '14', reset = 'on', ...fields }) => {
    const duration = months === '2' ? 'TWO_MONTHS' : 'FOURTEEN_MONTHS';
    return Object.assign(propertyIn(books, fields), { retention: { event: duration, user: duration, reset: reset === 'on' } }).retention;
  },
  'delete-stream': (books, fields) => {
    const one = streamIn(books, fields);
    books.state.streams = books.state.streams.filter((other) => other !== one);
    return one.id;
  },
  'delete-secret': (books, fields) => Object.assign(streamIn(books, fields), { secrets: [] }).id,
  'unmark-event': (books, { name = 'purchase', ...fields }) => {
    const property = propertyIn(books, fields);
    property.keyEvents = property.keyEvents.filter(({ eventName }) => eventName !== name);
    return property.keyEvents;
  },
  /** A browser opens the site, its visitor allows statistics, and the tag tells of the page. */
  visit: (books, { client = '1732.99', ...fields }) => {
    const stream = streamIn(books, fields);
    const params = { dl: stream.uri, dt: stream.displayName, gcs: 'G101' };
    books.happened(stream, { name: 'page_view', client, source: 'page', realtime: true, params });
    return stream.measurementId;
  },
  /** Google Cloud → APIs & Services. */
  api: ({ state }, { name = 'admin', value = 'off' }) =>
    Object.assign(state.apis, { [name === 'data' ? 'data' : 'admin']: value === 'on' }),
  /** Google Cloud → Service accounts → Keys. */
  'delete-key': ({ state }) => {
    state.keys = state.keys.map((key) => ({ ...key, id: `${key.id}-deleted` }));
    state.tokens = [];
    return state.keys.length;
  },
};

/** @throws OperatorError for an unknown action, or a thing that is not there */
export function perform(books: Books, action: string, fields: Fields): unknown {
  const act = actions[action];
  if (!act) throw trouble(`Google Analytics has no ${action}`, `Use one of ${Object.keys(actions).join(', ')}`);
  const result = act(books, fields);
  books.changed();
  return result;
}

/** As the wizard makes one. */
function madeByHand(books: Books, account: Account, displayName: string, site: string): Property {
  const now = books.ms();
  const made: Property = {
    id: books.id(),
    account: account.id,
    displayName,
    timeZone: 'America/Los_Angeles',
    currencyCode: 'USD',
    industryCategory: undefined,
    created: now,
    updated: now,
    trashed: false,
    retention: { event: 'TWO_MONTHS', user: 'TWO_MONTHS', reset: true },
    acknowledged: true,
    keyEvents: [],
  };
  books.state.properties.push(made);
  const { random } = books.tools;
  const times = { created: now, updated: now };
  if (site)
    books.state.streams.push({
      id: books.id(),
      property: made.id,
      displayName,
      uri: site,
      measurementId: newMeasurementId(random),
      ...times,
      secrets: [],
    });
  return made;
}

function accountIn({ state }: Books, { account }: Fields): Account {
  return named(state.accounts, account, ({ id, title }) => [id, title], 'account');
}

function propertyIn({ state }: Books, { property }: Fields): Property {
  const there = state.properties.filter(({ trashed }) => !trashed);
  return named(there, property, ({ id, displayName }) => [id, displayName], 'property');
}

function streamIn({ state }: Books, { stream }: Fields): Stream {
  return named(state.streams, stream, ({ id, measurementId }) => [id, measurementId], 'web stream');
}

/** By id or name; the first one unless told. */
function named<T>(all: readonly T[], wanted: string | undefined, names: (one: T) => readonly string[], what: string): T {
  const found = wanted ? all.find((one) => names(one).includes(wanted)) : all[0];
  if (found) return found;
  const there = all.map((one) => names(one).join(' ')).join(', ');
  throw trouble(`The emulated Google Analytics has no ${what} ${wanted ?? ''}`, `Name one of ${there || 'those that deploy makes'}`);
}

function trouble(what: string, fix: string): OperatorError {
  return new OperatorError({ what, fix });
}
