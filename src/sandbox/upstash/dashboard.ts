/** The emulated Upstash console: one page with the databases and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './desk.ts';
import { type Books, costOf, type Database, hostOf } from './model.ts';
import { plans } from './plans.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { email, databases, alerts } = books.state;
  const body = html`<main>
    <h1>Upstash · Redis <small>${email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${databases.length > 0 ? databases.map((one) => card(books, one)) : html`<section><p>No database yet.</p></section>`}
    <section><h2>Notifications</h2><p>E-mails before a limit is reached: ${alerts ? 'on' : html`off ${button('alerts', {}, 'Switch on')}`}</p></section>
  </main>`;
  return htmlPage('Upstash · Redis', body, problem ? 400 : 200);
}

function card(books: Books, one: Database): Html {
  const used = books.usage(one).commands;
  const { bytes, commands } = plans[one.plan];
  const database = one.id;
  const backups = books.state.backups.filter((backup) => backup.database === one.id).length;
  const quota = commands === Number.MAX_SAFE_INTEGER ? '' : ` of ${commands}`;
  return html`<section><h2>${one.name} <small><code>${hostOf(one)}:6379</code></small></h2><table>
    ${row('Plan', `${one.plan}, ${one.region}, ${one.state}`)}
    ${row('TLS · eviction', `${onOff(one.tls)} · ${onOff(one.eviction)}`)}
    ${row('Budget', one.budget > 0 ? `${one.budget} USD a month` : 'none')}
    ${row('Commands this month', `${used}${quota} (${costOf(one).toFixed(2)} USD)`)}
    ${row('Storage', `${one.stored.keys} keys, ${one.stored.bytes} of ${bytes} bytes`)}
    ${row('Daily backup', `${onOff(one.dailyBackup)}, ${backups} kept`)}
    </table><p>${button('eviction', { database, value: one.eviction ? 'off' : 'on' }, one.eviction ? 'Never evict' : 'Evict')}
    ${button('reset-password', { database }, 'Reset password')} ${button('backup', { database }, 'Back up now')}
    ${button('state', { database, value: one.state === 'active' ? 'suspended' : 'active' }, one.state === 'active' ? 'Suspend' : 'Resume')}</p></section>`;
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
