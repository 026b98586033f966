/** The emulated Heroku dashboard: apps with their releases, config vars by name, dynos, domains, and buttons for what only a person can do. */
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
  const { account, apps, github } = books.state;
  const body = html`<main>
    <h1>Heroku <small>${account.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    <section><h2>Billing</h2><table>${row('Payment', account.verified ? 'a card is on file' : 'no card is on file')} ${row('Invoices', account.delinquent ? 'past due' : 'paid')}</table>
    <p>${button('card', { value: account.verified ? 'off' : 'on' }, account.verified ? 'Remove the card' : 'Add a card')}
    ${button('leave-unpaid', { value: account.delinquent ? 'off' : 'on' }, account.delinquent ? 'Pay the bill' : 'Leave the bill unpaid')}</p></section>
    ${apps.length > 0 ? apps.map((app) => appCard(books, app)) : html`<section><p>No app yet.</p></section>`}
    <section><h2>GitHub</h2><p>${github.closed.length > 0 ? `The token does not read ${github.closed.join(', ')}.` : 'The token reads every repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="publish-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Make public</button></form></section>
  </main>`;
  return htmlPage('Heroku', body, problem ? 400 : 200);
}

function appCard(books: Books, app: App): Html {
  const { name: service } = app;
  const domains = books.state.domains.filter((one) => one.app === app.id);
  const unit = books.unitOf(app);
  return html`<section><h2>${service} <small>${app.region}</small></h2><table>
    ${row('Buildpacks', app.buildpacks.join(', ') || 'none')}
    ${app.formation.map((one) => row('Dynos', `${one.quantity} × ${one.type} ${one.size}${unit ? `, ${unit.state}` : ''}`))}
    ${row('Config vars', Object.keys(app.$variables).sort().join(', ') || 'none')}
    ${row('Labs', app.features?.join(', ') || 'none')}
    ${row('Maintenance mode', app.maintenance ? 'on' : 'off')}
    ${domains.map((one) => row('Domain', `${one.hostname}, ${one.verified ? 'verified' : 'not verified'}, certificate ${one.certificate.state}`))}
    ${books
      .releasesOf(app)
      .slice(0, 6)
      .map((one) => row(`v${one.version}`, `${one.description} (${one.status})${one.version === app.current ? ', current' : ''}`))}
    </table><p>${button('restart', { service }, 'Restart all dynos')} ${button('scale', { service, quantity: '0' }, 'Scale to nothing')}
    ${button('maintenance', { service, value: app.maintenance ? 'off' : 'on' }, app.maintenance ? 'End maintenance' : 'Maintenance mode')}
    ${button('crash', { service }, 'Crash it')} ${button('delete', { service }, 'Delete app')}</p></section>`;
}
