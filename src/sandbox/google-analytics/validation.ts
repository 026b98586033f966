/**
 * What the validation server finds. Codes and the form of its messages are Google's, the rules those of its reference; most texts are ours.
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events · …/reference#limitations · …/reference#reserved_names
 */
import type { Json } from './model.ts';

interface Message {
  fieldPath: string;
  description: string;
  validationCode: 'VALUE_INVALID' | 'VALUE_REQUIRED' | 'NAME_INVALID' | 'NAME_RESERVED' | 'VALUE_OUT_OF_BOUNDS' | 'EXCEEDED_MAX_ENTITIES';
}

const reserved = [
  'ad_activeview',
  'ad_click',
  'ad_exposure',
  'ad_query',
  'ad_reward',
  'adunit_exposure',
  'app_clear_data',
  'app_install',
  'app_remove',
  'app_store_refund',
  'app_update',
  'app_upgrade',
  'dynamic_link_app_open',
  'dynamic_link_app_update',
  'dynamic_link_first_open',
  'error',
  'firebase_campaign',
  'first_open',
  'first_visit',
  'in_app_purchase',
  'notification_dismiss',
  'notification_foreground',
  'notification_open',
  'notification_receive',
  'os_update',
  'session_start',
  'user_engagement',
];
const most = { events: 25, params: 25, name: 40, value: 100 };

/** Of the whole body of a request; none: it is counted. */
export function validationMessages(body: Json): Message[] {
  const strict = body.validation_behavior === 'ENFORCE_RECOMMENDATIONS';
  const events = Array.isArray(body.events) ? (body.events as readonly Json[]) : [];
  return [
    ...(typeof body.client_id === 'string' && body.client_id !== ''
      ? []
      : [said('client_id', 'VALUE_REQUIRED', 'Measurement requires a client_id.')]),
    ...(events.length === 0 ? [said('events', 'VALUE_REQUIRED', 'Measurement requires at least one event.')] : []),
    ...(events.length > most.events ? [said('events', 'EXCEEDED_MAX_ENTITIES', `A request has at most ${most.events} events.`)] : []),
    ...events.flatMap((event, index) => [...nameOf(event, index), ...paramsOf(event, index), ...(strict ? moneyOf(event, index) : [])]),
  ];
}

function nameOf({ name }: Json, index: number): Message[] {
  const where = `Event at index: [${index}]`;
  if (typeof name !== 'string' || name === '') return [said('events', 'VALUE_REQUIRED', `${where} has no name.`)];
  const problem = namingProblem(name);
  if (problem) return [said('events', 'NAME_INVALID', `${where} has invalid name [${name}]. ${problem}`)];
  return reserved.includes(name) ? [said('events', 'NAME_RESERVED', `${where} has name [${name}] which is reserved.`)] : [];
}

function paramsOf({ params = {} }: Json, index: number): Message[] {
  const all = Object.entries(params as Json);
  const where = `Event at index: [${index}]`;
  return [
    ...(all.length > most.params ? [said('events.params', 'EXCEEDED_MAX_ENTITIES', `${where} has more than ${most.params} params.`)] : []),
    ...all.flatMap(([name, value]) => {
      const problem = namingProblem(name);
      if (problem) return [said('events.params', 'NAME_INVALID', `${where} has param with invalid name [${name}]. ${problem}`)];
      if (/^(google_|ga_|firebase_)/.test(name))
        return [said('events.params', 'NAME_RESERVED', `${where} has param [${name}] with a reserved prefix.`)];
      const tooLong = typeof value === 'string' && value.length > most.value;
      return tooLong
        ? [said(`events.params.${name}`, 'VALUE_OUT_OF_BOUNDS', `${where} has a value of more than ${most.value} characters.`)]
        : [];
    }),
  ];
}

/** What Google recommends for purchases and refunds: https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference/events#purchase */
function moneyOf({ name, params = {} }: Json, index: number): Message[] {
  if (name !== 'purchase' && name !== 'refund') return [];
  const { currency, value, transaction_id: transaction, items } = params as Json;
  const at = (field: string): string => `events.params.${field}`;
  const where = `Event at index: [${index}]`;
  return [
    ...(typeof transaction === 'string' && transaction !== ''
      ? []
      : [said(at('transaction_id'), 'VALUE_REQUIRED', `${where} requires transaction_id.`)]),
    ...(typeof value === 'number' && Number.isFinite(value)
      ? []
      : [said(at('value'), 'VALUE_INVALID', `${where} requires a number as value.`)]),
    ...(typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
      ? []
      : [said(at('currency'), currency === undefined ? 'VALUE_REQUIRED' : 'VALUE_INVALID', `${where} requires a currency in ISO 4217.`)]),
    ...(name === 'refund' || (Array.isArray(items) && items.every(isItem))
      ? []
      : [said(at('items'), 'VALUE_REQUIRED', `${where} requires items, each with item_id or item_name.`)]),
  ];
}

function isItem(item: unknown): boolean {
  const { item_id: id, item_name: name } = (item ?? {}) as Json;
  return typeof id === 'string' || typeof name === 'string';
}

function namingProblem(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return 'Names must start with an alphabetic character.';
  if (!/^\w+$/.test(name)) return 'Only alphanumeric characters and underscores are allowed.';
  return name.length > most.name ? `Names have at most ${most.name} characters.` : undefined;
}

function said(fieldPath: string, validationCode: Message['validationCode'], description: string): Message {
  return { fieldPath, description, validationCode };
}
