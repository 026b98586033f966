/** The emulated Netlify dashboard: sites with deploys, variables by name, domains, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './actions.ts';
import { customNames, siteHost } from './addresses.ts';
import { type Books, iso, monthly } from './books.ts';
import type { Deploy, Site } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { sites, accounts, opened, user, installation } = books.state;
  const body = html`<main>
    <h1>Netlify <small>${user.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    <section><h2>Team</h2><table>${accounts.map((one) =>
      row(
        one.name,
        `${one.plan} plan, ${one.credits.used} of ${monthly[one.plan] + one.credits.bought} credits used${books.isPaused(one) ? ': paused' : ''}`,
      ),
    )}</table>
    <p>${button('set-plan', { plan: 'Free' }, 'Free')} ${button('set-plan', { plan: 'Pro' }, 'Pro')} ${button('buy-credits', {}, 'Buy 1,500 credits')}</p></section>
    ${sites.length > 0 ? sites.map((one) => siteCard(books, one)) : html`<section><p>No project yet.</p></section>`}
    <section><h2>GitHub App</h2><p>Installation ${String(installation)}. ${opened.length > 0 ? `May read ${opened.join(', ')}` : 'May read no repository.'}</p>
    <form method="post"><input type="hidden" name="action" value="open-repository"><label>Repository <input type="text" name="repository" placeholder="owner/name"></label>
    <button>Give access</button></form></section>
  </main>`;
  return htmlPage('Netlify', body, problem ? 400 : 200);
}

function siteCard(books: Books, one: Site): Html {
  const site = one.name;
  const named = books.state.variables
    .filter((other) => other.site === one.id)
    .map(({ key, secret, values }) => `${key} (${values.map(({ context }) => context).join(', ')}${secret ? ', secret' : ''})`);
  const { repo, certificate } = one;
  return html`<section><h2>${site} <small>${siteHost(one)}</small></h2><table>
    ${row('Base · package · publish directory', `${one.base || '/'} · ${one.packagePath || 'not set'} · ${one.dir || '/'}`)}
    ${row('Build', one.cmd || 'none')}
    ${row('Git', repo ? `${repo.path}, production from ${repo.branch}${repo.stopped ? ', builds stopped' : ''}` : 'not connected')}
    ${row('Visitor access', one.guarded ? `team login for ${one.guardContext === 'all' ? 'everything' : 'previews'}` : 'public')}
    ${one.disabled ? row('State', 'disabled') : html``}
    ${row('Variables', named.sort().join(', ') || 'none')}
    ${customNames(one).map((name) =>
      row(
        'Domain',
        `${name}${name === one.primary ? ' (primary)' : ''}, DNS ${one.leads.includes(name) ? 'leads here' : 'leads elsewhere'}, certificate ${certificate.names.includes(name) ? certificate.state : 'none'}`,
      ),
    )}
    ${books
      .deploysOf(one)
      .slice(0, 6)
      .map((deploy) => row(iso(deploy.createdAt), inWords(one, deploy)))}
    </table><p>${button('trigger-deploy', { site }, 'Trigger deploy')} ${button('disable', { site, value: one.disabled ? 'off' : 'on' }, one.disabled ? 'Enable' : 'Disable')}
    ${button('stop-builds', { site, value: repo?.stopped ? 'off' : 'on' }, repo?.stopped ? 'Activate builds' : 'Stop builds')}
    ${button('visibility', { site, value: one.guarded ? 'public' : 'non_production' }, one.guarded ? 'Open previews' : 'Protect previews')}
    ${button('disconnect', { site }, 'Disconnect Git')}</p></section>`;
}

function inWords(site: Site, one: Deploy): string {
  const kind = one.context === 'production' ? 'production' : `branch deploy of ${one.branch}`;
  const published = site.published === one.id ? ', published' : '';
  return `${one.state} ${kind}${published}${one.locked ? ', auto publishing stopped' : ''} ${one.commit.slice(0, 7)} ${one.error ?? one.title}`;
}
