/** The emulated Vercel dashboard: projects with deployments, variables by name, domains, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './actions.ts';
import { productionHosts } from './addresses.ts';
import type { Books } from './books.ts';
import { repositoryOf } from './git.ts';
import { isOn } from './measures.ts';
import type { Deployment, Project } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { projects, teams, opened, user } = books.state;
  const body = html`<main>
    <h1>Vercel <small>${user.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    <section><h2>Account</h2><table>${teams.map((one) => row(one.name, `${one.plan} plan`))}</table>
    <p>${button('set-plan', { plan: 'hobby' }, 'Hobby')} ${button('set-plan', { plan: 'pro' }, 'Pro')}</p></section>
    ${projects.length > 0 ? projects.map((one) => projectCard(books, one)) : html`<section><p>No project yet.</p></section>`}
    <section><h2>GitHub App</h2><p>${opened.length > 0 ? `May read ${opened.join(', ')}` : 'May read no repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="open-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Give access</button></form></section>
  </main>`;
  return htmlPage('Vercel', body, problem ? 400 : 200);
}

function projectCard(books: Books, one: Project): Html {
  const project = one.name;
  const { variables, domains } = books.state;
  const named = variables
    .filter((other) => other.project === one.id)
    .map(({ key, target, type }) => `${key} (${target.join(', ')}, ${type})`);
  const source = repositoryOf(one);
  return html`<section><h2>${project} <small>${productionHosts(books, one)[0]}</small></h2><table>
    ${row('Framework · root directory', `${one.framework ?? 'Other'} · ${one.rootDirectory ?? '/'}`)}
    ${row('Build', one.buildCommand ?? 'npm run build')}
    ${row('Git', source === undefined ? 'not connected' : `${source}, production from ${one.link?.productionBranch}`)}
    ${row('Deployment protection', one.protection ?? 'off')}
    ${one.autoAssign ? html`` : row('Production domains', 'not assigned to new deployments until one is promoted')}
    ${row('Measured', (['visits', 'speed'] as const).filter((what) => isOn(one, what)).join(', ') || 'nothing')}
    ${one.paused ? row('State', 'paused') : html``}
    ${row('Variables', named.sort().join(', ') || 'none')}
    ${domains
      .filter((other) => other.project === one.id)
      .map((domain) =>
        row(
          'Domain',
          `${domain.name}${domain.redirect ? ` → ${domain.redirect} (${domain.redirectStatusCode})` : ''}, ${domain.verified ? '' : 'not verified, '}DNS ${domain.seen.leadsHere || 'leads elsewhere'}, certificate ${domain.certificate.state}`,
        ),
      )}
    ${books
      .deploymentsOf(one)
      .slice(0, 6)
      .map((deployment) => row(new Date(deployment.createdAt).toISOString(), inWords(one, deployment)))}
    </table><p>${button('redeploy', { project }, 'Redeploy')} ${button('pause', { project, value: one.paused ? 'off' : 'on' }, one.paused ? 'Resume' : 'Pause')}
    ${button('protection', { project, value: one.protection === null ? 'all_except_custom_domains' : 'off' }, one.protection === null ? 'Protect previews' : 'Open previews')}
    ${button('measure', { project, what: 'visits', value: isOn(one, 'visits') ? 'off' : 'on' }, isOn(one, 'visits') ? 'Disable Analytics' : 'Enable Analytics')}
    ${button('measure', { project, what: 'speed', value: isOn(one, 'speed') ? 'off' : 'on' }, isOn(one, 'speed') ? 'Disable Speed Insights' : 'Enable Speed Insights')}
    ${button('disconnect', { project }, 'Disconnect Git')}</p></section>`;
}

function inWords(project: Project, one: Deployment): string {
  const kind = one.production ? 'production' : `preview of ${one.branch}`;
  const current = project.current === one.id ? ', current' : one.staged ? ', staged' : '';
  return `${one.state} ${kind}${current} ${one.commit.slice(0, 7)} ${one.error?.message ?? one.message}`;
}
