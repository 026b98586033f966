/** The emulated Railway dashboard: projects, services with their deployments, variables by name, domains, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './actions.ts';
import type { Books } from './books.ts';
import type { Instance, Project, Workspace } from './model.ts';
import { dollarsOf } from './money.ts';
import { replicasOf } from './work-desk.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { projects, workspaces, opened, user } = books.state;
  const body = html`<main>
    <h1>Railway <small>${user.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${workspaces.map((one) => workspaceCard(books, one))}
    ${projects.length > 0 ? projects.map((one) => projectCard(books, one)) : html`<section><p>No project yet.</p></section>`}
    <section><h2>GitHub App</h2><p>${opened.length > 0 ? `May read ${opened.join(', ')}` : 'May read no repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="open-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Give access</button></form></section>
  </main>`;
  return htmlPage('Railway', body, problem ? 400 : 200);
}

function workspaceCard(books: Books, one: Workspace): Html {
  const limit = one.limit
    ? `alert at ${one.limit.soft} USD, limit ${one.limit.hard === undefined ? 'none' : `${one.limit.hard} USD`}`
    : 'no usage alert';
  return html`<section><h2>${one.name}</h2><table>
    ${row('Plan', one.trial ? 'trial' : one.plan)}
    ${row('Used this month', `${dollarsOf(books, one).toFixed(2)} USD, ${limit}`)}
    ${one.suspended === undefined ? html`` : row('Suspended', one.suspended)}</table>
    <p>${button('suspend-account', { value: one.suspended === undefined ? 'on' : 'off' }, one.suspended === undefined ? 'Suspend' : 'Lift the suspension')}</p></section>`;
}

function projectCard(books: Books, project: Project): Html {
  const environments = project.environments.map(({ id }) => id);
  const instances = books.state.instances.filter(({ environment }) => environments.includes(environment));
  return html`<section><h2>${project.name} <small>${project.environments.map(({ name }) => name).join(', ')}</small></h2>
    ${instances.length > 0 ? instances.map((one) => serviceCard(books, one)) : html`<p>No service yet.</p>`}</section>`;
}

function serviceCard(books: Books, one: Instance): Html {
  const { settings, repository, variables } = one;
  const service = books.service(one.service).name;
  const trigger = books.state.triggers.find((other) => other.service === one.service && other.environment === one.environment);
  const domains = books.state.domains.filter((other) => other.service === one.service && other.environment === one.environment);
  return html`<h2>${service}</h2><table>
    ${row('Source', repository === undefined ? 'none' : `${repository}${trigger ? `, deploys on a push to ${trigger.branch}` : ', deploys by hand'}`)}
    ${row('Root directory', settings.rootDirectory ?? '/')}
    ${row('Build · start', `${settings.buildCommand ?? 'npm run build'} · ${settings.startCommand ?? 'npm run start'}`)}
    ${row('Region · replicas', `${Object.keys(settings.regions ?? {}).join(', ') || 'default'} · ${replicasOf(settings)}`)}
    ${row('Restart', `${settings.restartPolicyType}, ${settings.restartPolicyMaxRetries} times`)}
    ${row('Variables', Object.keys(variables).sort().join(', ') || 'none')}
    ${domains.map((domain) => row('Domain', `${domain.domain} → ${domain.target}, TXT ${domain.seen.proof ? 'seen' : 'not seen'}, certificate ${domain.certificate}`))}
    ${books
      .deploymentsOf(one)
      .slice(0, 5)
      .map((deployment) =>
        row(
          deployment.created,
          `${deployment.status}${deployment.stopped ? ' (stopped)' : ''} ${deployment.commit.slice(0, 7)} ${deployment.message}`,
        ),
      )}
    </table><p>${button('redeploy', { service }, 'Redeploy')} ${button('crash', { service }, 'Crash it')} ${button('disconnect', { service }, 'Disconnect')}</p>`;
}
