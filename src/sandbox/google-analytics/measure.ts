/**
 * Where events arrive: from servers (Measurement Protocol), from pages (the tag's own collector), and the server that only validates.
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import type { Books, Json } from './model.ts';
import { json } from './refusal.ts';
import { tag } from './tag.ts';
import { validationMessages } from './validation.ts';

/** Browsers of any page send here. */
const open = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'no-cache' };
const taken: Outgoing = { status: 204, headers: open, body: '' };

export function answerMeasuring(books: Books, incoming: Incoming): Outgoing | undefined {
  if (incoming.path === '/gtag/js') return script(books, incoming);
  if (incoming.path === '/g/collect') return fromPage(books, incoming);
  if (incoming.path === '/mp/collect') return fromServer(books, incoming);
  if (incoming.path === '/debug/mp/collect') return json(200, { validationMessages: validationMessages(bodyOf(incoming)) });
  return undefined;
}

function script(books: Books, { query }: Incoming): Outgoing {
  const id = new URLSearchParams(query).get('id') ?? '';
  if (!books.streamOf(id)) return { status: 404, headers: { ...open, 'content-type': 'text/html; charset=UTF-8' }, body: 'Not found' };
  return { status: 200, headers: { ...open, 'content-type': 'application/javascript; charset=UTF-8' }, body: tag };
}

/** A line of the body is an event of its own; without a body the address holds the only one. */
function fromPage(books: Books, { query, body }: Incoming): Outgoing {
  const about = new URLSearchParams(query);
  const stream = books.streamOf(about.get('tid') ?? '');
  const lines = body.trim() === '' ? [''] : body.split('\n');
  for (const line of lines) {
    const params = Object.fromEntries([...about, ...new URLSearchParams(line)]);
    const { en: name = '', cid: client = '' } = params;
    if (stream && name !== '') books.happened(stream, { name, client, source: 'page', realtime: true, params });
  }
  return taken;
}

/** Whatever comes is taken with 204; what has a wrong id or secret is forgotten. */
function fromServer(books: Books, incoming: Incoming): Outgoing {
  const query = new URLSearchParams(incoming.query);
  const stream = books.streamOf(query.get('measurement_id') ?? '');
  const known = stream?.secrets.some(({ $value }) => isSame($value, query.get('api_secret') ?? ''));
  const body = bodyOf(incoming);
  if (incoming.method !== 'POST' || !stream || !known || validationMessages({ ...body, validation_behavior: 'RELAXED' }).length > 0)
    return taken;
  for (const { name, params = {} } of body.events as readonly { name: string; params?: Json }[]) {
    const realtime = params.session_id !== undefined && Number(params.engagement_time_msec) > 0;
    books.happened(stream, { name, client: String(body.client_id), source: 'server', realtime, params });
  }
  return taken;
}

function bodyOf({ body }: Incoming): Json {
  return (jsonIn(body) ?? {}) as Json;
}
