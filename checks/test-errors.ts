/**
 * Errors on purpose in services that are deployed: the API is asked for them with the operator's secret, and every check that looks where errors arrive shares them.
 * The generated project has the other end: `dashboard/src/routes/test-errors.ts`.
 */
import { createHmac } from 'node:crypto';
import type { CheckContext } from '../src/core/check.ts';
import type { Key, Service, Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { ask } from '../src/probes/http/ask.ts';
import { internet } from '../src/vendors/internet.ts';
import { webOptions } from './domain-seen.ts';

export interface TestError {
  service: Service;
  /** Stands in the error; at Sentry in the tag `k77_marker`. */
  marker: string;
  /** Looks like a secret and must be gone wherever the error is read. */
  canary: string;
  /** Of the API; 0: it could not be reached. */
  status: number;
  /** Under which Sentry has it; null: this service reports to nobody. Undefined where the API made none. */
  eventId: string | null | undefined;
}

export const testErrorNeeds = ['domain', 'OPERATOR_SECRET', 'API_DEPLOYED'] as const satisfies readonly Key[];

type Asking = Pick<CheckContext, 'client' | 'clock' | 'random' | 'signal'> & { values: Values<(typeof testErrorNeeds)[number]> };

/** A dashboard that slept has to wake up, and a bot to answer. */
const timeoutMs = 25_000;

/** Once for each service and walk. */
export function testErrorIn(context: Asking, service: Service): Promise<TestError> {
  return context.client(internet).once(`test error ${service} ${context.values.API_DEPLOYED}`, () => make(context, service));
}

async function make(context: Asking, service: Service): Promise<TestError> {
  const marker = `k77-${context.random.uuid()}`;
  const path = `/api/test-error/${service}`;
  const body = JSON.stringify({ marker });
  const headers = { 'content-type': 'application/json', 'x-operator-signature': signature(context, 'POST', path) };
  const options = { ...webOptions(context), timeoutMs };
  const outcome = await ask(`https://${hostsOf(context.values.domain).api}${path}`, options, { method: 'POST', headers, body });
  const made = { service, marker, canary: `sk_test_${marker.replaceAll('-', '')}` };
  if (outcome.state !== 'answered') return { ...made, status: 0, eventId: undefined };
  const { status } = outcome;
  return { ...made, status, eventId: status === 200 ? eventIn(outcome.body) : undefined };
}

function eventIn(body: string): string | null {
  const { eventId } = JSON.parse(body) as { eventId?: string | null };
  return eventId ?? null;
}

/** As the generated API checks it: HMAC-SHA-256 over `<t>.<METHOD>.<path>`. */
function signature({ clock, values }: Pick<Asking, 'clock' | 'values'>, method: string, path: string): string {
  const t = Math.floor(clock.now().getTime() / 1000);
  return `t=${t},v1=${createHmac('sha256', values.OPERATOR_SECRET.reveal()).update(`${t}.${method}.${path}`).digest('hex')}`;
}

/** Why there was none, in words; undefined: it was made. */
export function whyNone({ service, status }: TestError): string | undefined {
  if (status === 200) return undefined;
  if (status === 0) return 'the API could not be reached';
  if (status === 404) return 'the API knows no test errors, or not OPERATOR_SECRET: it runs with other code or other variables';
  if (status === 504) return `the ${service} did not answer the API within 5 s`;
  return `the API answers ${status}`;
}
