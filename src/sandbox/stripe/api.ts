/** One request to `/v1/…`: key, version, route, idempotency, parameters, effect, answer. In this order, as Stripe does it. */
import { createHash } from 'node:crypto';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { account } from './account.ts';
import { apiVersion, versions } from './catalogue.ts';
import { checkout } from './checkout.ts';
import { coupons } from './coupons.ts';
import { customers } from './customers.ts';
import { disputes } from './disputes.ts';
import { events } from './events.ts';
import { parseForm } from './form.ts';
import { invoices } from './invoices.ts';
import { type ApiKey, authenticate, authorize } from './keys.ts';
import { readShape } from './params.ts';
import { payments } from './payments.ts';
import { portal } from './portal.ts';
import { prices } from './prices.ts';
import { products } from './products.ts';
import { refunds } from './refunds.ts';
import { Refusal } from './refusal.ts';
import { render } from './render.ts';
import type { Endpoint } from './resource.ts';
import { itself, type Space } from './space.ts';
import type { Books } from './state.ts';
import { subscriptions } from './subscriptions.ts';
import { tax } from './tax.ts';
import { testClocks } from './test-clocks.ts';
import { pass } from './timeline.ts';
import { webhooks } from './webhooks.ts';

/** Every call that is understood. */
export const endpoints: readonly Endpoint[] = [
  ...account,
  ...products,
  ...prices,
  ...customers,
  ...checkout,
  ...subscriptions,
  ...invoices,
  ...payments,
  ...refunds,
  ...disputes,
  ...coupons,
  ...portal,
  ...tax,
  ...events,
  ...webhooks,
  ...testClocks,
];

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  const request = `req_${books.spaces[0]?.letters(14)}`;
  try {
    return { ...served(books, incoming, request) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, error.body, request);
  }
}

function served(books: Books, incoming: Incoming, request: string): Outgoing {
  const key = authenticate(books.state.keys, incoming.headers.authorization);
  const space = books.spaceOf(key);
  if (!space) throw new Refusal(401, 'This key belongs to no account', {}, true);
  checkVersion(incoming.headers['stripe-version']);
  const { endpoint, ids } = route(incoming);
  authorize(key, endpoint.needs);
  checkAccount(incoming.headers['stripe-account'], key);
  if (endpoint.testOnly && key.livemode)
    throw new Refusal(
      400,
      'Test clocks cannot be used with a live mode key. Use a test mode key instead.',
      { code: 'livemode_mismatch' },
      true,
    );
  pass(space, null, space.wall());
  const repeatKey = incoming.method === 'POST' ? incoming.headers['idempotency-key'] : undefined;
  if (repeatKey === undefined) return outcome(books, space, endpoint, incoming, ids, request, null).answer;
  return once(books, space, incoming, repeatKey, () => outcome(books, space, endpoint, incoming, ids, request, repeatKey));
}

interface Outcome {
  answer: Outgoing;
  /** The call never began: nothing to repeat. */
  early: boolean;
}

function outcome(
  books: Books,
  space: Space,
  endpoint: Endpoint,
  incoming: Incoming,
  ids: Record<string, string>,
  request: string,
  repeatKey: string | null,
): Outcome {
  space.cause = { id: request, idempotency_key: repeatKey };
  try {
    const params = readShape(endpoint.shape, parseForm([incoming.query, incoming.body].filter(Boolean).join('&')));
    const result = endpoint.run({ space, params, ids });
    const expand = (params.expand ?? []) as string[];
    return { answer: json(200, JSON.stringify(render(space, result, expand), null, 2), request), early: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: json(error.status, withHint(books, space, error), request), early: error.early };
  } finally {
    space.cause = itself;
  }
}

/** Stripe says when a thing exists in the other mode. */
function withHint(books: Books, space: Space, refusal: Refusal): string {
  const elsewhere = books.spaceOf({ account: space.data.account, livemode: !space.livemode });
  if (!refusal.missing || !elsewhere?.find(refusal.missing)) return refusal.body;
  const [there, here] = space.livemode ? ['test', 'live'] : ['live', 'test'];
  const message = `${refusal.message}; a similar object exists in ${there} mode, but a ${here} mode key was used to make this request.`;
  return new Refusal(refusal.status, message, refusal.details).body;
}

/** The first answer to a key is the answer to its repeats, for a day. */
function once(books: Books, space: Space, incoming: Incoming, key: string, run: () => Outcome): Outgoing {
  if (key.length > 255) throw new Refusal(400, 'Idempotency keys can be at most 255 characters long.', { type: 'idempotency_error' }, true);
  const name = `${space.data.account}/${space.livemode ? 'live' : 'test'}/${key}`;
  const fingerprint = createHash('sha256').update([incoming.method, incoming.path, incoming.query, incoming.body].join('\n')).digest('hex');
  const headers = { 'idempotency-key': key };
  const now = space.tools.clock.now().getTime();
  const before = books.kept(name);
  if (before && now - before.at < 24 * 3600 * 1000) {
    if (before.fingerprint !== fingerprint)
      throw new Refusal(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        { type: 'idempotency_error' },
        true,
      );
    const repeated = json(before.status, before.body, before.request);
    return { ...repeated, headers: { ...repeated.headers, ...headers, 'idempotent-replayed': 'true', 'original-request': before.request } };
  }
  const { answer, early } = run();
  const request = answer.headers?.['request-id'] ?? '';
  if (!early) books.keep(name, { fingerprint, status: answer.status, body: answer.body, request, at: now });
  return { ...answer, headers: { ...answer.headers, ...headers, 'original-request': request } };
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || version === apiVersion) return;
  const known = versions.includes(version);
  const more = known ? ` (k77 sandbox: it exists at Stripe, but only ${apiVersion} is emulated.)` : '';
  throw new Refusal(400, `Invalid Stripe API version: ${version}.${more}`, {}, true);
}

function checkAccount(account: string | undefined, key: ApiKey): void {
  if (account === undefined || account === key.account) return;
  throw new Refusal(
    403,
    `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
    { code: 'account_invalid' },
    true,
  );
}

function route(incoming: Incoming): { endpoint: Endpoint; ids: Record<string, string> } {
  const steps = incoming.path.split('/');
  for (const endpoint of endpoints) {
    if (endpoint.method !== incoming.method) continue;
    const ids = match(endpoint.path.split('/'), steps);
    if (!ids) continue;
    const type = incoming.headers['content-type'] ?? '';
    if (incoming.body !== '' && !type.startsWith('application/x-www-form-urlencoded'))
      throw new Refusal(
        400,
        'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.',
        {},
        true,
      );
    return { endpoint, ids };
  }
  throw new Refusal(
    404,
    `Unrecognized request URL (${incoming.method}: ${incoming.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    {},
    true,
  );
}

function match(pattern: readonly string[], steps: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== steps.length) return undefined;
  const ids: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const step = steps[index] ?? '';
    if (part.startsWith('{')) ids[part.slice(1, -1)] = decodeURIComponent(step);
    else if (part !== step) return undefined;
  }
  return ids;
}

function json(status: number, body: string, request: string): Outgoing {
  const headers = {
    'content-type': 'application/json',
    'request-id': request,
    'stripe-version': apiVersion,
    'cache-control': 'no-cache, no-store',
  };
  return { status, headers, body };
}
