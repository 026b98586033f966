/** The emulated Google Analytics: accounts with their properties, what was counted in the last half hour, and buttons for what only a person can do. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { answerPage, button, row } from '../dashboard-page.ts';
import { type Html, html, htmlPage } from '../html.ts';
import { perform } from './desk.ts';
import type { Account, Books, Property, Stream } from './model.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  return answerPage(
    incoming,
    (action, fields) => perform(books, action, fields),
    (problem) => page(books, problem),
  );
}

function page(books: Books, problem: string): Outgoing {
  const { accounts, apis, keys, project } = books.state;
  const body = html`<main>
    <h1>Google Analytics</h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${accounts.map((one) => accountCard(books, one))}
    <section><h2>Google Cloud <small>${project}</small></h2><table>
    ${row('Service account', keys.map(({ email }) => email).join(', '))}
    ${row('Admin API · Data API', `${onOff(apis.admin)} · ${onOff(apis.data)}`)}
    </table><p>${button('api', { name: 'admin', value: apis.admin ? 'off' : 'on' }, apis.admin ? 'Disable the Admin API' : 'Enable the Admin API')}
    ${button('api', { name: 'data', value: apis.data ? 'off' : 'on' }, apis.data ? 'Disable the Data API' : 'Enable the Data API')}</p></section>
  </main>`;
  return htmlPage('Google Analytics', body, problem ? 400 : 200);
}

function accountCard(books: Books, one: Account): Html {
  const account = one.id;
  const { products, others, sales, support } = one.sharing;
  const own = books.state.properties.filter((property) => property.account === one.id && !property.trashed);
  const users = Object.entries(one.users).map(([email, role]) => `${email} (${role})`);
  return html`<section><h2>${one.title} <small>${account}</small></h2><table>
    ${row('Access', users.join(', ') || 'nobody but you')}
    ${row('Shared with Google', `products ${onOff(products)}, insights ${onOff(others)}, recommendations ${onOff(sales)}, support ${onOff(support)}`)}
    </table><form method="post"><input type="hidden" name="action" value="add-user"><input type="hidden" name="account" value="${account}">
    <label>E-mail address <input type="email" name="email"></label> <button>Add as Editor</button></form>
    <p>${button('share-nothing', { account }, 'Share nothing')}</p></section>
    ${own.map((property) => propertyCard(books, property))}`;
}

function propertyCard(books: Books, one: Property): Html {
  const property = one.id;
  const streams = books.state.streams.filter((stream) => stream.property === one.id);
  const recent = books.state.events.filter((event) => event.property === one.id && event.realtime && books.ms() - event.at < 1_800_000);
  const counts = [...Map.groupBy(recent, ({ name }) => name)].map(([name, all]) => `${name} ${all.length}`);
  return html`<section><h2>${one.displayName} <small>property ${property}</small></h2><table>
    ${row('Time zone · currency', `${one.timeZone} · ${one.currencyCode}`)}
    ${row('Retention', `${one.retention.event}, ${one.retention.reset ? 'begins anew with every visit' : 'from the first visit'}`)}
    ${row('Key events', one.keyEvents.map(({ eventName }) => eventName).join(', ') || 'none')}
    ${row('Last 30 minutes', counts.join(', ') || 'nothing')}
    ${streams.map(streamRow)}
    </table></section>`;
}

function streamRow(one: Stream): Html {
  return html`${row('Web stream', `${one.uri} ${one.measurementId}, secrets: ${one.secrets.map(({ displayName }) => displayName).join(', ') || 'none'}`)}
    <tr><td></td><td>${button('visit', { stream: one.id }, 'Visit it, and allow statistics')}</td></tr>`;
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
