/** What Netlify's edge says instead of a site: whole answers, as plain data. */
import type { Outgoing } from '../../ports/listen.ts';
import { type Html, html, htmlPage } from '../html.ts';

/** Strangers at a site behind the login of the team. The real one leads on to app.netlify.com. */
export const signInPage: Outgoing = page(401, 'Log in with Netlify', html`<p>This project is for members of its team.</p>`);
export const disabledPage: Outgoing = page(404, 'Site not available', html`<p>This site was disabled by its owner.</p>`);
export const pausedPage: Outgoing = page(
  503,
  'Site not available',
  html`<p>This site was paused: the credits of its team are used up.</p>`,
);
export const nothingPage: Outgoing = page(404, 'Site not found', html`<p>Nothing is published here yet.</p>`);

function page(status: number, title: string, text: Html): Outgoing {
  const body = html`<main class="narrow" style="padding-top:16vh"><section><h1>${title}</h1>${text}
<p class="dim"><small>Netlify, emulated by k77 on this machine</small></p></section></main>`;
  const answer = htmlPage(title, body, status);
  return { ...answer, headers: { ...answer.headers, 'x-robots-tag': 'noindex' } };
}
