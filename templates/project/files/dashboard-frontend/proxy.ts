/**
 * In front of every page: a nonce for its scripts, and the door of previews.
 * Next.js takes the nonce from the request's own policy header and puts it on each script that it writes.
 */
import { type NextRequest, NextResponse } from 'next/server';
import { isIndexed, publicEnv } from './site/env.ts';
import { pathHeader } from './site/path-header.ts';
import { mayEnter, previewKeys } from './site/preview.ts';
import { contentSecurityPolicy } from './site/security.ts';

const policyHeader = 'content-security-policy';

export function proxy(request: NextRequest): NextResponse {
  const refused = atTheDoor(request);
  if (refused !== undefined) return refused;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64');
  const policy = contentSecurityPolicy({
    nonce,
    apiUrl: publicEnv.apiUrl,
    isDevelopment: process.env.NODE_ENV === 'development',
    isHttps: publicEnv.dashboardUrl.startsWith('https:'),
  });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set(pathHeader, request.nextUrl.pathname);
  headers.set(policyHeader, policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(policyHeader, policy);
  if (!isIndexed) response.headers.set('x-robots-tag', 'noindex, nofollow');
  return response;
}

function atTheDoor(request: NextRequest): NextResponse | undefined {
  if (publicEnv.environment !== 'preview') return undefined;
  const keys = previewKeys(process.env);
  if (keys === undefined) return undefined;
  if (keys === 'incomplete') return closed(503, 'This preview is closed: PREVIEW_USER and PREVIEW_PASSWORD belong together.\n');
  if (mayEnter(request.headers.get('authorization'), keys)) return undefined;
  return closed(401, 'This preview is protected.\n', { 'www-authenticate': 'Basic realm="preview", charset="UTF-8"' });
}

function closed(status: number, body: string, headers: Record<string, string> = {}): NextResponse {
  return new NextResponse(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow', ...headers },
  });
}

/** Everything but the built scripts and styles, which are the same for everybody and name no data. */
export const config = { matcher: ['/((?!_next/static/).*)'] };
