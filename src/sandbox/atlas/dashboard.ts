/** The emulated Atlas in a browser: what is there, and the switches. */
import { OperatorError } from '../../core/errors.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, type Html, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import { perform } from './desk.ts';
import { type Books, hostOf, stateNameOf } from './state.ts';

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

function page(books: Books, wrong: string): Outgoing {
  const { organization, groups } = books.state;
  return htmlPage(
    'Atlas, emulated',
    html`<main><h1>MongoDB Atlas, emulated · ${organization.name}</h1>${wrong === '' ? '' : html`<p class="bad">${wrong}</p>`}
    ${groups.length === 0 ? html`<p class="dim">No project yet.</p>` : groups.map((group) => project(books, group.id, group.name))}
    <section><h2>Trouble</h2>${troubles.map(([name, says]) => toggle(books, name, says))}</section></main>`,
  );
}

function project(books: Books, id: string, name: string): Html {
  const { clusters, users, access, alerts } = books.state;
  const own = <T extends { groupId: string }>(all: readonly T[]): T[] => all.filter((one) => one.groupId === id);
  return html`<section><h2>${name}</h2><table><tr><th>Clusters</th><th></th><th></th></tr>${own(clusters).map(
    (one) =>
      html`<tr><td>${one.name}</td><td>${one.size} · ${one.region} · ${stateNameOf(one, books.now())}</td><td><code>${hostOf(one)}</code></td></tr>`,
  )}<tr><th>Users</th><th></th><th></th></tr>${own(users).map(
    (one) =>
      html`<tr><td>${one.username}</td><td>${one.roles.map((role) => `${role.roleName}@${role.databaseName}`).join(', ')}</td><td></td></tr>`,
  )}<tr><th>Access list</th><th></th><th></th></tr>${own(access).map((one) => html`<tr><td>${one.cidrBlock}</td><td>${one.comment}</td><td></td></tr>`)}
  <tr><th>Alerts</th><th></th><th></th></tr>${own(alerts).map(
    (one) =>
      html`<tr><td>${JSON.stringify((one.config.metricThreshold as { metricName?: string })?.metricName ?? '')}</td><td></td><td></td></tr>`,
  )}</table>
  <form method="post"><input type="hidden" name="action" value="panel"><button class="main">Switch the Real-Time Performance Panel on</button></form></section>`;
}

const troubles = [
  ['elsewhere', 'This machine comes from an address that is not listed'],
  ['passwords', 'Every login at a database is refused'],
  ['quota', 'The storage quota is used up'],
  ['apiAccess', 'The Admin API does not know this address'],
  ['snapshots', 'No snapshot is taken any more'],
  ['payment', 'There is no payment method'],
] as const;

function toggle(books: Books, name: (typeof troubles)[number][0], says: string): Html {
  const on = books.state.trouble[name] === true;
  return html`<p><form method="post"><input type="hidden" name="action" value="trouble"><input type="hidden" name="name" value="${name}"><input type="hidden" name="on" value="${String(!on)}"><button>${on ? 'End' : 'Begin'}</button> ${says}${on ? html` <b class="bad">on</b>` : ''}</form></p>`;
}
