/**
 * Addresses of the API that cost nobody anything: they answer strangers and take nothing from a budget of requests. What is asked often is asked there.
 */
import type { Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { ask, headerValue } from '../src/probes/http/ask.ts';
import { type Looking, webOptions } from './domain-seen.ts';

/** The template's; `/health/ready` asks database and Redis, though only every five seconds. An API of one's own may know the first alone. */
const paths = ['/health', '/health/ready'];

export interface FreePaths {
  /** Whole addresses. */
  free: readonly string[];
  /** Why the others are left out. */
  others: readonly string[];
}

export async function freePaths(context: Looking & { values: Pick<Values, 'domain'> }): Promise<FreePaths> {
  const { api } = hostsOf(context.values.domain);
  const seen = await Promise.all(
    paths.map(async (path) => {
      const url = `https://${api}${path}`;
      const answer = await ask(url, webOptions(context));
      if (answer.state === 'failed') return { url, why: `${url} does not answer: ${answer.failure}` };
      if (answer.status !== 200) return { url, why: `${url} answers ${answer.status}` };
      const counted = headerValue(answer.headers, 'x-ratelimit-limit') ?? headerValue(answer.headers, 'ratelimit-limit');
      return { url, why: counted === undefined ? undefined : `${url} counts who asks (${counted} a minute)` };
    }),
  );
  return { free: seen.filter(({ why }) => why === undefined).map(({ url }) => url), others: seen.flatMap(({ why }) => why ?? []) };
}
