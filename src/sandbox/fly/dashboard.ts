/** The emulated Fly.io dashboard: apps with their machines, secrets by name, certificates, runs of the workflow, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './actions.ts';
import type { Books } from './books.ts';
import type { App } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { organization, apps, github, runs } = books.state;
  const body = html`<main>
    <h1>Fly.io <small>${organization.slug}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    <section><h2>Billing</h2><table>${row('Payment', organization.card ? 'a card is on file' : 'no card is on file')}</table>
    <p>${button('card', { value: organization.card ? 'off' : 'on' }, organization.card ? 'Remove the card' : 'Add a card')}</p></section>
    ${apps.length > 0 ? apps.map((app) => appCard(books, app)) : html`<section><p>No app yet.</p></section>`}
    <section><h2>GitHub</h2><p>${github.secrets.length > 0 ? `FLY_API_TOKEN is a secret of ${github.secrets.join(', ')}.` : 'FLY_API_TOKEN is a secret of no repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="open-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Set the secret FLY_API_TOKEN</button></form>
    <table>${runs
      .slice(-6)
      .reverse()
      .map((one) =>
        row(`Run ${one.commit.slice(0, 7)}`, `${one.repository}, ${one.state}${one.message ? `: ${one.message.slice(0, 200)}` : ''}`),
      )}</table></section>
  </main>`;
  return htmlPage('Fly.io', body, problem ? 400 : 200);
}

function appCard(books: Books, app: App): Html {
  const { name: service } = app;
  const domains = books.state.certificates.filter((one) => one.app === service);
  const images = books.state.images.filter((one) => one.app === service);
  const machines = books.machinesOf(app);
  return html`<section><h2>${service}</h2><table>
    ${machines.map((one) => row(`Machine ${one.name}`, `${one.region}, ${one.state}, ${String(one.config.image ?? '')}${one.checks.map(({ name, status }) => `, ${name} ${status}`).join('')}`))}
    ${row('Secrets', Object.keys(app.secrets).sort().join(', ') || 'none')}
    ${row('Addresses', app.ips.map(({ ip }) => ip).join(', ') || 'none')}
    ${images.slice(-5).map((one) => row('Image', `${one.tag.slice(0, 12)} of ${one.repository}`))}
    ${domains.map((one) => row('Certificate', `${one.hostname}, ${one.verified ? 'verified' : 'not verified'}, ${one.issue.state}`))}
    </table><p>${
      machines.length === 0
        ? html``
        : html`${button('restart', { service }, 'Restart')} ${button('stop', { service }, 'Stop')} ${button('start', { service }, 'Start')}
    ${button('crash', { service }, 'Crash it')} ${button('unhealthy', { service }, 'Fail its health check')}`
    } ${button('delete', { service }, 'Delete app')}</p></section>`;
}
