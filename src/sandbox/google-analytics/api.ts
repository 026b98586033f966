/** Which of Google's servers is asked is told by the path: none of them share one. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { jsonIn } from '../routing.ts';
import { isSame } from '../same.ts';
import { answerAdmin } from './admin.ts';
import { answerRealtime } from './data.ts';
import { answerMeasuring } from './measure.ts';
import type { Books, Json, Token } from './model.ts';
import type { Call } from './reach.ts';
import { json, Refusal } from './refusal.ts';
import { answerToken } from './token.ts';

const edit = 'https://www.googleapis.com/auth/analytics.edit';

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  if (incoming.path === '/token') return answerToken(books, incoming);
  const measured = answerMeasuring(books, incoming);
  if (measured) return measured;
  try {
    return json(200, called(books, incoming));
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing();
    throw error;
  }
}

function called(books: Books, incoming: Incoming): Json {
  const { method } = incoming;
  const token = tokenOf(books, incoming.headers.authorization ?? '');
  const body = jsonIn(incoming.body);
  if (body === undefined || Array.isArray(body)) throw new Refusal(400, 'Invalid JSON payload received.');
  const [, path = ''] = /^\/v1beta(\/.*)$/.exec(incoming.path) ?? [];
  const call: Call = { books, email: token.email, at: {}, query: new URLSearchParams(incoming.query), body: body as Json };
  const report = /^\/properties\/([^/:]+):runRealtimeReport$/.exec(path);
  mustBeOn(books, report ? 'data' : 'admin');
  if (report && method === 'POST') return answerRealtime({ ...call, at: { property: report[1] ?? '' } });
  if (method !== 'GET' && !token.scopes.includes(edit))
    throw new Refusal(403, 'Request had insufficient authentication scopes.', { reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' });
  const result = answerAdmin(call, method, path);
  if (method !== 'GET') books.changed();
  return result;
}

function tokenOf(books: Books, header: string): Token {
  const found = books.state.tokens.find(({ $secret, until }) => until > books.ms() && isSame(header, `Bearer ${$secret}`));
  if (found) return found;
  throw new Refusal(
    401,
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  );
}

function mustBeOn({ state }: Books, api: 'admin' | 'data'): void {
  if (state.apis[api]) return;
  const title = `Google Analytics ${api === 'admin' ? 'Admin' : 'Data'} API`;
  throw new Refusal(
    403,
    `${title} has not been used in project ${state.project} before or it is disabled. Enable it, then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    { reason: 'SERVICE_DISABLED' },
  );
}
