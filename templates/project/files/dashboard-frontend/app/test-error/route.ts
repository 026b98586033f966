/** For the API alone: makes an error on purpose, to see that errors of this server arrive. Without a ticket of the API's there is nothing here. */
import { makeError, redeemed } from '../../sentry/test-error.ts';

const headers = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };

export async function POST(request: Request): Promise<Response> {
  const body = (await request.json().catch(() => ({}))) as { ticket?: unknown } | null;
  const marker = await redeemed(body?.ticket);
  if (marker === undefined) return new Response(null, { status: 404, headers });
  return Response.json({ eventId: await makeError(marker) }, { headers });
}
