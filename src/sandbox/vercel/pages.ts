/** What Vercel's edge says instead of a site: whole answers, as plain data. */
import type { Outgoing } from '../../ports/listen.ts';
import { type Html, html, htmlPage } from '../html.ts';

/** Strangers at a protected address. The real one leads on to a login at vercel.com. */
export const signInPage: Outgoing = page(
  401,
  'Authentication Required',
  html`<p>This deployment is protected: members of the team sign in with Vercel, automation brings the header <code>x-vercel-protection-bypass</code>.</p>`,
);

export const pausedPage: Outgoing = page(503, 'This deployment is temporarily paused', html`<p><code>DEPLOYMENT_PAUSED</code></p>`);

function page(status: number, title: string, text: Html): Outgoing {
  const body = html`<main class="narrow" style="padding-top:16vh"><section><h1>${title}</h1>${text}
<p class="dim"><small>Vercel, emulated by k77 on this machine</small></p></section></main>`;
  const answer = htmlPage(title, body, status);
  return {
    ...answer,
    headers: { ...answer.headers, ...(status === 503 ? { 'x-vercel-error': 'DEPLOYMENT_PAUSED' } : {}), 'x-robots-tag': 'noindex' },
  };
}
