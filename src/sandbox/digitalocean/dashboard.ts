/** The emulated control panel: projects, apps with their deployments, variables by name, domains, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import type { DoComponent } from '../../vendors/digitalocean-types.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './actions.ts';
import type { Books } from './books.ts';
import { isArchived } from './deploying.ts';
import type { App, Project } from './model.ts';
import { usualSize } from './sizes.ts';
import { mainOf } from './spec.ts';
import { hostOf } from './views.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { account, projects, opened } = books.state;
  const body = html`<main>
    <h1>DigitalOcean <small>${account.team.name}, ${account.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    <section><h2>Account</h2><table>${row('Status', account.status)} ${row('Payment', account.pays ? 'a card is on file' : 'no card is on file')}</table>
    <p>${button('card', { value: account.pays ? 'off' : 'on' }, account.pays ? 'Remove the card' : 'Add a card')}
    ${button('lock', { value: account.status === 'locked' ? 'off' : 'on' }, account.status === 'locked' ? 'Unlock the account' : 'Lock the account')}</p></section>
    ${projects.map((one) => projectCard(books, one))}
    <section><h2>GitHub</h2><p>${opened.length > 0 ? `May read ${opened.join(', ')}` : 'May read no repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="open-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Give access</button></form></section>
  </main>`;
  return htmlPage('DigitalOcean', body, problem ? 400 : 200);
}

function projectCard(books: Books, { id, name, environment }: Project): Html {
  const apps = books.state.apps.filter(({ project }) => project === id);
  return html`<section><h2>${name} <small>${environment}</small></h2>
    ${apps.length > 0 ? apps.map((one) => appCard(books, one)) : html`<p>No app yet.</p>`}</section>`;
}

function appCard(books: Books, one: App): Html {
  const { spec } = one;
  const { main, web }: { main: DoComponent; web: boolean } = mainOf(spec) ?? { main: { name: '?' }, web: false };
  const archived = isArchived(spec);
  const app = spec.name;
  const job = spec.jobs?.find(({ kind }) => kind === 'PRE_DEPLOY');
  const { repo = main.git?.repo_clone_url ?? '', branch = main.git?.branch ?? '', deploy_on_push: follows } = main.github ?? {};
  return html`<h2>${app} <small>${web ? 'web service' : 'worker'} ${main.name}</small></h2><table>
    ${row('Source', `${repo}, branch ${branch}, deploys ${follows ? 'on a push' : 'by hand'}`)}
    ${row('Source directory', main.source_dir ?? '/')}
    ${row('Build · before deploy · run', `${main.build_command ?? 'none'} · ${job?.run_command ?? 'none'} · ${main.run_command ?? 'default'}`)}
    ${row('Region · size', `${spec.region ?? 'nyc'} · ${main.instance_count ?? 1} × ${main.instance_size_slug ?? usualSize}`)}
    ${web ? row('Health check', main.health_check?.http_path ?? 'TCP') : html``}
    ${web && one.named ? row('Address', hostOf(one)) : html``}
    ${archived ? row('State', 'archived') : one.pinned ? row('State', 'held at a rollback') : html``}
    ${row('Variables', (main.envs ?? []).map(({ key, type }) => (type === 'SECRET' ? `${key} (encrypted)` : key)).join(', ') || 'none')}
    ${books.state.domains.filter((domain) => domain.app === one.id).map(({ name, phase }) => row('Domain', `${name}, ${phase}`))}
    ${books
      .deploymentsOf(one)
      .slice(0, 5)
      .map(({ createdAt, phase, cause, commit }) => row(createdAt, `${phase} (${cause}) ${commit.slice(0, 7)}`))}
    </table><p>${button('deploy', { app }, 'Deploy')} ${button(archived ? 'restore' : 'archive', { app }, archived ? 'Restore' : 'Archive')}
    ${one.pinned ? button('commit-rollback', { app }, 'Commit the rollback') : html``}
    ${button('crash', { app }, 'Crash it')} ${button('delete', { app }, 'Destroy')}</p>`;
}
