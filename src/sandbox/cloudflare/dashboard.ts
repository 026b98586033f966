/** The emulated dashboard in a browser: zones with their records and settings, mailboxes, tokens, and the page behind the link in a mail. */
import { OperatorError } from '../../core/errors.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, type Html, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import type { Books } from './books.ts';
import { perform } from './desk.ts';
import { linkOf, verify } from './mail-addresses.ts';
import { statusOf } from './mail-routing.ts';
import type { ZoneRecord, ZoneState } from './model.ts';
import { settingOf } from './settings.ts';

export function answerDashboard(books: Books, incoming: Incoming): Outgoing {
  if (incoming.method !== 'POST') return page(books, '');
  if (!isSameOrigin(incoming)) return foreignForm;
  const { action = '', ...fields } = Object.fromEntries(new URLSearchParams(incoming.body));
  try {
    perform(books, action, fields);
  } catch (error) {
    if (error instanceof OperatorError) return page(books, error.message);
    throw error;
  }
  return redirect(incoming.path);
}

export const verifyPath = '/email-routing/verify/';

/** The page behind the link: a button, so that a program that only looks at links confirms nothing. */
export function answerVerification(books: Books, incoming: Incoming): Outgoing {
  const link = incoming.path.slice(verifyPath.length);
  const one = books.state.destinations.find(({ $link }) => $link === link);
  if (!one)
    return htmlPage('Cloudflare', html`<main class="narrow"><h1>This link leads nowhere</h1><p>Ask for a new mail.</p></main>`, 404);
  if (incoming.method === 'POST') {
    if (!isSameOrigin(incoming)) return foreignForm;
    verify(books, link);
  }
  const done = one.verified !== null;
  const body = done
    ? html`<p>${one.email} is verified.</p>`
    : html`<form method="post"><button class="main">Verify ${one.email}</button></form>`;
  return htmlPage('Verify email address', html`<main class="narrow"><h1>Cloudflare Email Routing</h1><section>${body}</section></main>`);
}

function page(books: Books, problem: string): Outgoing {
  const { user, zones } = books.state;
  const own = zones.filter(({ accountId }) => books.account(accountId)?.mine);
  const body = html`<main>
    <h1>Cloudflare <small>${user.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${own.length > 0 ? own.map(zoneCard) : html`<section><p>No domain yet.</p></section>`}
    ${mailCard(books)}${tokenCard(books)}
  </main>`;
  return htmlPage('Cloudflare', body, problem ? 400 : 200);
}

function zoneCard(zone: ZoneState): Html {
  const about = { zone: zone.name };
  return html`<section><h2>${zone.name} <small>${zone.status}${zone.paused ? ', paused' : ''}</small></h2>
    <p>Name servers: ${zone.nameservers.join(', ')}</p>
    <table><tr><th>Type</th><th>Name</th><th>Content</th><th>Proxy</th><th>TTL</th><th></th></tr>
    ${zone.records.map((record) => recordRow(zone, record))}</table>
    <p><form method="post">${hidden({ action: 'add-record', ...about })}
    <label>Type <input type="text" name="type" value="A" required></label>
    <label>Name <input type="text" name="name" value="@" required></label>
    <label>Content <input type="text" name="content" required></label>
    <label>Priority <input type="text" name="priority"></label><button class="main">Add record</button></form></p>
    <table>${switches.map(([setting, values]) => settingRow(zone, setting, values))}
    <tr><th scope="row">Universal SSL</th><td>${zone.certificate.universal ? zone.certificate.status : 'off'}</td><td>
    ${button('universal-ssl', { ...about, value: zone.certificate.universal ? 'off' : 'on' }, zone.certificate.universal ? 'Switch off' : 'Switch on')}</td></tr>
    <tr><th scope="row">DNSSEC</th><td>${zone.dnssec.status}</td><td></td></tr>
    <tr><th scope="row">Email routing</th><td>${statusOf(zone)}, ${zone.mail.rules.length} addresses</td><td></td></tr></table>
    <p>${button('parent-delegates', about, 'Enter these name servers at the registrar')}</p></section>`;
}

const switches = [
  ['ssl', ['off', 'flexible', 'full', 'strict']],
  ['always_use_https', ['on', 'off']],
  ['automatic_https_rewrites', ['on', 'off']],
  ['min_tls_version', ['1.0', '1.1', '1.2', '1.3']],
  ['tls_1_3', ['on', 'off']],
] as const;

function settingRow(zone: ZoneState, setting: string, values: readonly string[]): Html {
  const now = String(settingOf(zone, setting));
  const others = values.filter((value) => value !== now).map((value) => button('set-setting', { zone: zone.name, setting, value }, value));
  return html`<tr><th scope="row">${setting}</th><td>${now}</td><td>${others}</td></tr>`;
}

function recordRow(zone: ZoneState, record: ZoneRecord): Html {
  const about = { zone: zone.name, id: record.id };
  const form = html`<form method="post">${hidden({ action: 'change-record', ...about })}<input type="text" name="content" value="${record.content}"
    aria-label="Content of ${record.type} ${record.name}"> <button>Save</button></form>`;
  const proxy = button('change-record', { ...about, proxied: record.proxied ? 'off' : 'on' }, record.proxied ? 'proxied' : 'DNS only');
  return html`<tr><td>${record.type}</td><td>${record.name}</td><td>${record.routing ? html`<code>${record.content}</code>` : form}</td>
    <td>${['A', 'AAAA', 'CNAME'].includes(record.type) ? proxy : ''}</td><td>${record.ttl === 1 ? 'auto' : record.ttl}</td>
    <td>${button('delete-record', about, 'Delete')}</td></tr>`;
}

function mailCard({ state }: Books): Html {
  const open = state.destinations.filter(({ verified }) => verified === null);
  const row = ({ at, to, by, from, subject, text }: Books['state']['mails'][number]): Html =>
    html`<tr><td>${at.slice(0, 19).replace('T', ' ')}</td><td>${to}${by === undefined ? '' : html`<br><small>by ${by}</small>`}</td><td>${from}</td>
    <td>${subject}<br><small>${text}</small></td></tr>`;
  return html`<section><h2>Mailboxes</h2>
    ${open.map((one) => html`<p>${one.email} has not clicked the link yet: <a href="${linkOf(one)}">the link</a> ${button('verify-address', { email: one.email }, `Click it as ${one.email}`)}</p>`)}
    <table><tr><th>At</th><th>Mailbox</th><th>From</th><th>Letter</th></tr>${state.mails.toReversed().slice(0, 50).map(row)}</table>
    <form method="post">${hidden({ action: 'deliver' })}<label>To <input type="email" name="to" required></label>
    <label>From <input type="email" name="from" value="visitor@elsewhere.test" required></label>
    <label>Subject <input type="text" name="subject"></label><label>Text <input type="text" name="text"></label><button class="main">Send a letter</button></form></section>`;
}

/** Tokens without their secrets: those are shown once, when they are made. */
function tokenCard({ state }: Books): Html {
  const row = ({ name, of, status, permissions, zones }: Books['state']['tokens'][number]): Html =>
    html`<tr><td>${name}</td><td>${of}, ${status}</td><td>${permissions.join(', ')}</td><td>${zones === 'all' ? 'all zones' : zones.join(', ')}</td></tr>`;
  return html`<section><h2>API tokens</h2><table><tr><th>Name</th><th>State</th><th>Permissions</th><th>Zones</th></tr>${state.tokens.map(row)}</table>
    <p>${button('change-token', { status: 'disabled' }, 'Disable the first')} ${button('change-token', { status: 'active' }, 'Enable it')}</p></section>`;
}

function hidden(fields: Readonly<Record<string, string>>): Html[] {
  return Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

function button(action: string, fields: Readonly<Record<string, string>>, label: string): Html {
  return html`<form method="post">${hidden({ action, ...fields })}<button>${label}</button></form>`;
}
