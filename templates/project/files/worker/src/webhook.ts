/** Sends to a Discord webhook; a limit is waited for once, then the job comes back later. */
export async function postWebhook(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  // The address is a secret: it stays out of the message.
  if (!answer.ok) throw new Error(`the log webhook answered ${answer.status}`);
}
