/** The emulated Render dashboard: projects, services with their deploys, variables by name, domains, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './actions.ts';
import type { Books } from './books.ts';
import type { Environment, Owner, Service } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { owners, environments, services, opened, user } = books.state;
  const loose = services.filter(({ environment }) => environment === undefined);
  const body = html`<main>
    <h1>Render <small>${user.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${owners.map(ownerCard)}
    ${environments.length > 0 ? environments.map((one) => environmentCard(books, one)) : html`<section><p>No project yet.</p></section>`}
    ${loose.length > 0 ? html`<section><h2>Without a project</h2>${loose.map((one) => serviceCard(books, one))}</section>` : html``}
    <section><h2>GitHub App</h2><p>${opened.length > 0 ? `May read ${opened.join(', ')}` : 'May read no repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="open-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Give access</button></form></section>
  </main>`;
  return htmlPage('Render', body, problem ? 400 : 200);
}

function ownerCard({ name, plan, pays }: Owner): Html {
  return html`<section><h2>${name}</h2><table>${row('Plan', plan)} ${row('Payment', pays ? 'a card is on file' : 'no card is on file')}</table>
    <p>${button('card', { value: pays ? 'off' : 'on' }, pays ? 'Remove the card' : 'Add a card')}
    ${button('suspend-account', { value: pays ? 'on' : 'off' }, pays ? 'Leave the bill unpaid' : 'Pay the bill')}</p></section>`;
}

function environmentCard(books: Books, one: Environment): Html {
  const services = books.state.services.filter(({ environment }) => environment === one.id);
  return html`<section><h2>${books.project(one.project).name} <small>${one.name}</small></h2>
    ${services.length > 0 ? services.map((service) => serviceCard(books, service)) : html`<p>No service yet.</p>`}</section>`;
}

function serviceCard(books: Books, one: Service): Html {
  const { name: service, settings, suspenders } = one;
  const stopped = suspenders.length > 0;
  const domains = books.state.domains.filter((other) => other.service === one.id);
  return html`<h2>${service} <small>${one.type.replaceAll('_', ' ')}</small></h2><table>
    ${row('Source', `${one.repo}, branch ${one.branch}, deploys ${one.autoDeploy ? 'on a push' : 'by hand'}`)}
    ${row('Root directory', settings.rootDir || '/')}
    ${row('Build · pre-deploy · start', `${settings.buildCommand} · ${settings.preDeployCommand || 'none'} · ${settings.startCommand}`)}
    ${row('Region · instance', `${one.region} · ${one.instances} × ${settings.plan}`)}
    ${one.type === 'web_service' ? row('Health check path', settings.healthCheckPath || 'none') : html``}
    ${one.disk ? row('Disk', `${one.disk.mountPath}, ${one.disk.sizeGB} GB`) : html``}
    ${stopped ? row('State', `suspended by ${suspenders.join(', ')}`) : html``}
    ${row('Variables', Object.keys(one.variables).sort().join(', ') || 'none')}
    ${domains.map((domain) =>
      row('Domain', `${domain.name}, ${domain.verified ? 'verified' : 'not verified'}, certificate ${domain.certificate.state}`),
    )}
    ${books
      .deploysOf(one)
      .slice(0, 5)
      .map((deploy) => row(deploy.createdAt, `${deploy.status} (${deploy.trigger}) ${deploy.commit.slice(0, 7)} ${deploy.message}`))}
    </table><p>${button('deploy', { service }, 'Deploy latest commit')} ${button(stopped ? 'resume' : 'suspend', { service }, stopped ? 'Resume' : 'Suspend')}
    ${button('crash', { service }, 'Crash it')} ${button('delete', { service }, 'Delete')}</p>`;
}
