/**
 * The API lets a stranger in again within a minute: what looks at it as one waits for that, where something here has asked too much before (the proof of its limit does).
 */
import type { CheckContext } from '../src/core/check.ts';
import type { Values } from '../src/core/keys.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { ask, headerValue } from '../src/probes/http/ask.ts';
import { webOptions } from './domain-seen.ts';

type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal'> & { values: Values<'domain'> };

/** Seconds: windows of the template are a minute long. */
const longest = 60;

/** Resolves when the API takes requests, and after a minute in any case: whoever looks then tells what it sees. */
export async function strangersLetIn(context: Looking): Promise<void> {
  const answer = await ask(`https://${hostsOf(context.values.domain).api}/`, webOptions(context));
  if (answer.state !== 'answered' || answer.status !== 429) return;
  const seconds = Number(headerValue(answer.headers, 'retry-after'));
  await context.clock.sleep((seconds > 0 ? Math.min(seconds, longest) : longest) * 1000 + 500, context.signal);
}
