/** The emulated developer portal: one page with the application, its redirects, its bot, its servers, and buttons for what only a person can do. */
import { OperatorError } from '../../core/errors.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, type Html, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import { type Desk, perform } from './desk.ts';
import type { Guild } from './model.ts';
import { privilegedIntents } from './model.ts';
import { permission } from './permissions.ts';

/** What the role of a bot needs for a channel of its own. */
const keeper = String(permission.viewChannel | permission.readMessageHistory | permission.manageWebhooks | permission.manageChannels);
/** Servers that the page lists. */
const most = 50;
/** What the page may press: the rest needs a person in Discord. */
const buttons = new Set([
  'redirects',
  'information',
  'reset-token',
  'reset-secret',
  'intents',
  'public',
  'gateway',
  'kick-bot',
  'invite-bot',
  'allow-bot',
  'create-guild',
]);

export function answerDashboard(desk: Desk, incoming: Incoming): Outgoing {
  if (incoming.method !== 'POST') return page(desk, '');
  if (!isSameOrigin(incoming)) return foreignForm;
  const { action = '', ...fields } = Object.fromEntries(new URLSearchParams(incoming.body));
  try {
    if (!buttons.has(action)) throw new OperatorError({ what: `The page has no ${action}`, fix: 'Press one of its buttons' });
    const shown = perform(desk, action, fields);
    // Secrets are shown once, where they were made.
    if (action === 'reset-token' || action === 'reset-secret') return page(desk, '', String(shown));
  } catch (error) {
    if (error instanceof OperatorError) return page(desk, error.message);
    throw error;
  }
  return redirect(incoming.path);
}

function page(desk: Desk, problem: string, secret = ''): Outgoing {
  const { books, hub } = desk;
  const { main } = books;
  const sessions = hub.ready(main.id);
  const guilds = books.guildsOf(main.id);
  const online = sessions.length > 0 ? `online, ${sessions.length} of ${sessions[0]?.shards} shards` : 'offline';
  const body = html`<main>
    <h1>Discord · Developer Portal <small>${books.user(main.owner)?.email}</small></h1>
    <p class="dim">An emulator on this machine.</p>
    ${problem ? html`<section class="bad" role="alert">${problem}</section>` : html``}
    ${secret ? html`<section role="status"><h2>Shown once</h2><code>${secret}</code></section>` : html``}
    <section><h2>${main.name}</h2><table>
      ${row('Application ID', main.id)}${row('Public key', main.publicKey)}
      ${row('Terms of service', main.terms ?? 'none')}${row('Privacy policy', main.privacy ?? 'none')}
    </table><form method="post"><input type="hidden" name="action" value="information">
      <label>Terms of service URL <input type="url" name="terms" value="${main.terms ?? ''}"></label>
      <label>Privacy policy URL <input type="url" name="privacy" value="${main.privacy ?? ''}"></label><button>Save</button></form></section>
    <section id="oauth2"><h2>OAuth2</h2><table>${row('Client ID', main.id)}</table>
      <form method="post"><input type="hidden" name="action" value="redirects">
      <label>Redirects, one a line <textarea name="redirects" rows="4" cols="70">${main.redirects.join('\n')}</textarea></label>
      <button class="main">Save changes</button></form> ${button('reset-secret', {}, 'Reset client secret')}</section>
    <section id="bot"><h2>Bot <small>${online}</small></h2><table>
      ${row('Privileged intents', main.intents.join(', ') || 'none')}${row('Public bot', main.isPublic ? 'yes' : 'no')}
      ${row('Commands', String(books.state.commands.filter(({ application }) => application === main.id).length))}</table>
      <p>${button('reset-token', {}, 'Reset token')} ${intentButton(desk)} ${button('public', { value: main.isPublic ? 'off' : 'on' }, main.isPublic ? 'Make private' : 'Make public')}
      ${button('gateway', { state: books.state.gateway.down ? 'up' : 'down' }, books.state.gateway.down ? 'Bring the gateway up' : 'Take the gateway down')}</p></section>
    <section><h2>Servers <small>${guilds.length}</small></h2><table><tr><th scope="col">Name</th><th scope="col">Members</th><th scope="col">Roles</th><th></th></tr>
      ${guilds.slice(0, most).map(server)}</table>${guilds.length > most ? html`<p class="dim">and ${guilds.length - most} more</p>` : html``}
      ${button('create-guild', {}, 'Create a server with the bot')}</section>
  </main>`;
  return htmlPage('Discord · Developer Portal', body, problem ? 400 : 200);
}

function intentButton({ books }: Desk): Html {
  const isOn = books.main.intents.length > 0;
  return button(
    'intents',
    { intents: isOn ? '' : privilegedIntents.join(' ') },
    isOn ? 'Switch privileged intents off' : 'Switch privileged intents on',
  );
}

function server(guild: Guild): Html {
  const roles = guild.roles.slice(1).map(({ name }) => name);
  return html`<tr><td>${guild.name}<br><small><code>${guild.id}</code></small></td><td>${Object.keys(guild.members).length}</td>
    <td>${roles.join(', ')}</td><td>${button('allow-bot', { guild: guild.id, permissions: keeper }, 'Let the bot keep channels and webhooks')}
    ${button('kick-bot', { guild: guild.id }, 'Kick the bot')}</td></tr>`;
}

function row(name: string, value: string): Html {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}

function button(action: string, fields: Readonly<Record<string, string>>, label: string): Html {
  const hidden = Object.entries({ action, ...fields }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post">${hidden}<button>${label}</button></form>`;
}
