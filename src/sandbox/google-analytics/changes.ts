/** What is made and changed through the Admin API, and what it refuses. https://developers.google.com/analytics/devguides/config/admin/v1/rest */
import { type Json, newMeasurementId, type Property, type Stream } from './model.ts';
import { accountOf, type Call, propertyOf, streamOf } from './reach.ts';
import { missing, Refusal } from './refusal.ts';
import { keyEventShown, propertyShown, retentionShown, secretShown, streamShown } from './shown.ts';

const durations = ['TWO_MONTHS', 'FOURTEEN_MONTHS', 'TWENTY_SIX_MONTHS', 'THIRTY_EIGHT_MONTHS', 'FIFTY_MONTHS'];
/** The document wants exactly this text. */
const acknowledgement =
  'I acknowledge that I have the necessary privacy disclosures and rights from my end users for the collection and processing of their data, including the association of such data with the visitation information Google Analytics collects from my site and/or app property.';

export function createProperty(call: Call): Json {
  const { books, body } = call;
  const [, id] = /^accounts\/(\d+)$/.exec(text(body, 'parent')) ?? [];
  const account = accountOf(call, id, true);
  const now = books.ms();
  const made: Property = {
    id: books.id(),
    account: account.id,
    ...fieldsOf({ timeZone: '', ...body }),
    created: now,
    updated: now,
    trashed: false,
    retention: { event: 'TWO_MONTHS', user: 'TWO_MONTHS', reset: true },
    acknowledged: false,
    keyEvents: [],
  };
  books.state.properties.push(made);
  return propertyShown(made);
}

const changeable: Readonly<Record<string, 'displayName' | 'timeZone' | 'currencyCode' | 'industryCategory'>> = {
  display_name: 'displayName',
  time_zone: 'timeZone',
  currency_code: 'currencyCode',
  industry_category: 'industryCategory',
};

export function updateProperty(call: Call): Json {
  const property = propertyOf(call, true);
  const change = maskOf(call, changeable);
  Object.assign(property, fieldsOf({ ...property, ...change }), { updated: call.books.ms() });
  return propertyShown(property);
}

function fieldsOf(body: Json): Pick<Property, 'displayName' | 'timeZone' | 'currencyCode' | 'industryCategory'> {
  const displayName = text(body, 'displayName');
  const timeZone = text(body, 'timeZone');
  const currencyCode = body.currencyCode === undefined ? 'USD' : text(body, 'currencyCode');
  if (displayName.length > 100) throw new Refusal(400, 'The display name is longer than 100 characters.');
  if (!isTimeZone(timeZone)) throw new Refusal(400, 'The value for the time_zone field is not a valid time zone.');
  if (!/^[A-Z]{3}$/.test(currencyCode)) throw new Refusal(400, 'The value for the currency_code field is not a valid currency.');
  const industryCategory = body.industryCategory === undefined ? undefined : text(body, 'industryCategory');
  return { displayName, timeZone, currencyCode, industryCategory };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export function updateRetention(call: Call): Json {
  const property = propertyOf(call, true);
  const fields = {
    event_data_retention: 'eventDataRetention',
    user_data_retention: 'userDataRetention',
    reset_user_data_on_new_activity: 'resetUserDataOnNewActivity',
  };
  const change = maskOf(call, fields);
  for (const name of ['eventDataRetention', 'userDataRetention'])
    if (change[name] !== undefined && !durations.includes(String(change[name]))) throw new Refusal(400, `Invalid value for ${name}.`);
  const { retention } = property;
  property.retention = {
    event: String(change.eventDataRetention ?? retention.event),
    user: String(change.userDataRetention ?? retention.user),
    reset: (change.resetUserDataOnNewActivity ?? retention.reset) === true,
  };
  return retentionShown(property);
}

export function createStream(call: Call): Json {
  const property = propertyOf(call, true);
  const { books, body } = call;
  if (body.type !== 'WEB_DATA_STREAM') throw new Refusal(400, 'Only web streams are emulated.');
  const uri = text((body.webStreamData ?? {}) as Json, 'defaultUri');
  if (!URL.canParse(uri)) throw new Refusal(400, 'Invalid value for web_stream_data.default_uri.');
  const now = books.ms();
  const made: Stream = {
    id: books.id(),
    property: property.id,
    displayName: text(body, 'displayName'),
    uri,
    measurementId: newMeasurementId(books.tools.random),
    created: now,
    updated: now,
    secrets: [],
  };
  books.state.streams.push(made);
  return streamShown(made);
}

export function acknowledge(call: Call): Json {
  const property = propertyOf(call, true);
  if (text(call.body, 'acknowledgement') !== acknowledgement)
    throw new Refusal(400, 'The acknowledgement field must contain the exact required value.');
  property.acknowledged = true;
  return {};
}

export function createSecret(call: Call): Json {
  const stream = streamOf(call, true);
  const { books, body } = call;
  if (!books.state.properties.find(({ id }) => id === stream.property)?.acknowledged)
    throw new Refusal(400, 'User data collection must be acknowledged before a measurement protocol secret can be created.', {
      status: 'FAILED_PRECONDITION',
    });
  const made = { id: books.id(), displayName: text(body, 'displayName'), $value: books.tools.random.token(16) };
  stream.secrets.push(made);
  return secretShown(stream, made);
}

export function createKeyEvent(call: Call): Json {
  const property = propertyOf(call, true);
  const { books, body } = call;
  const eventName = text(body, 'eventName');
  if (property.keyEvents.some((one) => one.eventName === eventName)) throw new Refusal(409, 'Requested entity already exists');
  const made = { id: books.id(), eventName, countingMethod: countingOf(body), created: books.ms() };
  property.keyEvents.push(made);
  return keyEventShown(property, made);
}

export function updateKeyEvent(call: Call): Json {
  const property = propertyOf(call, true);
  const found = property.keyEvents.find(({ id }) => id === call.at.event);
  if (!found) throw missing();
  if (maskOf(call, { counting_method: 'countingMethod' }).countingMethod !== undefined) found.countingMethod = countingOf(call.body);
  return keyEventShown(property, found);
}

function countingOf(body: Json): string {
  const method = text(body, 'countingMethod');
  if (!['ONCE_PER_EVENT', 'ONCE_PER_SESSION'].includes(method)) throw new Refusal(400, 'Invalid value for counting_method.');
  return method;
}

/** What the mask names, out of the body. */
function maskOf({ query, body }: Call, fields: Readonly<Record<string, string>>): Json {
  const mask = query.get('updateMask') ?? '';
  if (mask === '') throw new Refusal(400, 'The update_mask field is required.');
  const names = mask === '*' ? Object.values(fields) : mask.split(',').map((name) => fields[name]);
  if (names.some((name) => name === undefined)) throw new Refusal(400, `Invalid field in update_mask: ${mask}`);
  return Object.fromEntries(names.map((name) => [name, body[String(name)]]));
}

function text(body: Json, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new Refusal(400, `The ${name} field is required.`);
  return value;
}
