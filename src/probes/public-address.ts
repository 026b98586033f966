/**
 * The address under which this machine is seen from outside, as Cloudflare's public trace tells it: https://www.cloudflare.com/cdn-cgi/trace
 */
import type { Clock, Network } from '../core/ports.ts';
import { askWeb } from '../ports/web.ts';

/** An IPv4 or IPv6 address; undefined when nobody tells. */
export async function publicAddress(about: { clock: Clock; network?: Network; signal?: AbortSignal }): Promise<string | undefined> {
  const answer = await askWeb('https://www.cloudflare.com/cdn-cgi/trace', { ...about, timeoutMs: 5000 });
  return answer.state === 'answered' && answer.status === 200 ? /^ip=([0-9a-fA-F.:]+)$/m.exec(answer.body)?.[1] : undefined;
}
