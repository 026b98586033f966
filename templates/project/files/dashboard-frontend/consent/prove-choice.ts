/** Tells the API what was chosen, so that it can be proved: a random number, the choice, the revision. A failure changes nothing for the visitor. */
import type { Choice } from './consent-config.ts';

export async function proveChoice(apiUrl: string, { id, categories, revision }: Choice, send: typeof fetch = fetch): Promise<boolean> {
  try {
    const answer = await send(`${apiUrl}/api/consent`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, categories, revision }),
      credentials: 'omit',
      // A choice may be followed by a reload at once.
      keepalive: true,
    });
    return answer.ok;
  } catch {
    return false;
  }
}
