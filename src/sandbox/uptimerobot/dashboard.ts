/** The emulated UptimeRobot dashboard: one page with what is watched and who is told, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { html, htmlPage } from '../html.ts';
import { perform } from './desk.ts';
import type { Books } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { account, monitors, contacts, integrations, pages, outbox, pace } = books.state;
  const watching = books.tools.watching
    ? `looks ${pace.factor} times as often as the real one`
    : 'looks at nothing here: monitors are only said to be up';
  const body = html`<main>
    <h1>UptimeRobot <small>${account.email} · ${account.plan}</small></h1>
    <p class="dim">An emulator on this machine; it ${watching}.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    <section><h2>Monitors</h2><table>${monitors.map(({ friendlyName, status, looks, beats, type }) =>
      row(friendlyName, `${status} · ${type === 'HEARTBEAT' ? `${beats} heartbeats` : `${looks} looks`}`),
    )}</table></section>
    <section><h2>Told</h2><table>${[...contacts, ...integrations].map(({ type, friendlyName, status }) => row(`${type} ${friendlyName}`, status))}</table>
    <p>${button('confirm-email', {}, 'Open the links in the confirmation mails')}</p></section>
    <section><h2>Status pages</h2><table>${pages.map(({ friendlyName, status, customDomain, urlKey }) =>
      row(friendlyName, `${status} · ${customDomain ?? `stats.uptimerobot.com/${urlKey}`}`),
    )}</table></section>
    <section><h2>Messages</h2><table>${outbox
      .slice(-20)
      .reverse()
      .map(({ at, channel, to, subject }) => row(`${at.slice(11, 19)} ${channel} ${to}`, subject))}</table></section>
  </main>`;
  return htmlPage('UptimeRobot', body, problem ? 400 : 200);
}
