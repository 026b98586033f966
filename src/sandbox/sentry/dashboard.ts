/** The emulated Sentry: one page with issues, alerts, releases and the mails that went out, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import type { Books } from './books.ts';
import { perform } from './desk.ts';
import type { Project } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { organizations, teams, projects, workflows, releases, mails } = books.state;
  const body = html`<main>
    <h1>Sentry <small>${organizations.map(({ slug, region }) => `${slug} (${region})`).join(', ')}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${projects.length > 0 ? projects.map((one) => card(books, one)) : html`<section><p>No project yet.</p></section>`}
    ${teams.map(
      ({ slug, members }) =>
        html`<section><h2>#${slug}</h2><p>${members.length} members ${button('join-team', { team: slug }, 'Join team')}</p></section>`,
    )}
    <section><h2>Alerts</h2><table>${workflows.map(({ name, enabled, lastTriggered }) => row(name, `${enabled ? 'on' : 'off'}, last ${lastTriggered ?? 'never'}`))}</table></section>
    <section><h2>Releases</h2><table>${releases.map(({ version, deploys }) => row(version, deploys.map(({ environment }) => environment).join(', ') || 'not deployed'))}</table></section>
    <section><h2>Outbox</h2><table>${mails.map(({ at, to, subject }) => row(at, `${to.join(', ')}: ${subject}`))}</table></section>
  </main>`;
  return htmlPage('Sentry', body, problem ? 400 : 200);
}

function card({ state }: Books, { id, slug, spikeProtectionOff, dataScrubber }: Project): Html {
  const issues = state.issues.filter(({ project }) => project === id);
  const events = state.events.filter(({ project }) => project === id).length;
  return html`<section><h2>${slug}</h2><table>
    ${row('Events', String(events))}
    ${row('Scrubbing · spike protection', `${dataScrubber ? 'on' : 'off'} · ${spikeProtectionOff ? 'off' : 'on'}`)}
    ${issues.map(({ title, status, count }) => row(title, `${status}, ${count} times`))}
    </table></section>`;
}
