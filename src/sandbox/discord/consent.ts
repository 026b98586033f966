/** The page on which a user allows an application something, and where the browser goes from there. https://docs.discord.com/developers/topics/oauth2 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { foreignForm, type Html, html, htmlPage, isSameOrigin, redirect } from '../html.ts';
import type { Books } from './books.ts';
import type { Application, User } from './model.ts';
import { botDefault, permission, permissionsOf } from './permissions.ts';
import { letters } from './seed.ts';
import { invite } from './servers.ts';

const known = [
  'identify',
  'email',
  'guilds',
  'guilds.join',
  'guilds.members.read',
  'connections',
  'bot',
  'applications.commands',
  'role_connections.write',
  'openid',
];
/** Milliseconds that a code is good. */
const codeLife = 10 * 60_000;

interface Request {
  application: Application;
  scopes: string[];
  /** Absent: a bot is added, and nobody is told. */
  redirect: string | undefined;
  state: string | undefined;
  challenge: string | undefined;
  prompt: string;
  permissions: bigint;
  guild: string | undefined;
}

export function answerConsent(books: Books, incoming: Incoming): Outgoing {
  const query = new URLSearchParams(incoming.query);
  const request = understood(books, query);
  if (typeof request === 'string') return problem(request);
  const visitor = books.user(/(?:^|;\s*)k77_discord_user=(\d+)/.exec(incoming.headers.cookie ?? '')?.[1] ?? '');
  if (incoming.method !== 'POST') {
    const hasAllowed = visitor !== undefined && allowed(books, request, visitor);
    return request.prompt === 'none' && hasAllowed ? decided(books, request, visitor) : page(books, request, visitor);
  }
  if (!isSameOrigin(incoming)) return foreignForm;
  const form = new URLSearchParams(incoming.body);
  const user = books.userNamed(form.get('user') ?? '');
  if (!user || user.bot) return problem('Choose who you are');
  const answer = form.get('action') === 'authorize' ? decided(books, request, user, form.get('guild') ?? undefined) : refused(request);
  return { ...answer, headers: { ...answer.headers, 'set-cookie': `k77_discord_user=${user.id}; Path=/; HttpOnly; SameSite=Lax` } };
}

/** What is asked, or what is wrong with it in Discord's words. */
function understood(books: Books, query: URLSearchParams): Request | string {
  const application = books.application(query.get('client_id') ?? '');
  if (!application) return 'Unknown Application';
  const scopes = (query.get('scope') ?? '').split(/[\s+]+/).filter(Boolean);
  const wanted = query.get('redirect_uri') ?? undefined;
  const onlyBot = scopes.every((scope) => scope === 'bot' || scope === 'applications.commands');
  const type = query.get('response_type') ?? undefined;
  if (scopes.length === 0) return 'The requested scope is invalid, unknown, or malformed.';
  if (scopes.some((scope) => !known.includes(scope))) return 'The requested scope is invalid, unknown, or malformed.';
  if (!onlyBot && type === undefined) return 'OAuth2 response_type is required';
  if (type !== undefined && type !== 'code') return 'OAuth2 response_type is invalid';
  // Exactly one of those that are registered; without one, only the single registered address can be meant.
  const target = wanted ?? (type === 'code' && application.redirects.length === 1 ? application.redirects[0] : undefined);
  if (type === 'code' && (target === undefined || !application.redirects.includes(target))) return 'Invalid OAuth2 redirect_uri';
  const challenge = query.get('code_challenge') ?? undefined;
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') return 'Invalid code_challenge_method';
  return {
    application,
    scopes,
    redirect: type === 'code' ? target : undefined,
    state: query.get('state') ?? undefined,
    challenge,
    prompt: query.get('prompt') ?? 'consent',
    permissions: /^\d+$/.test(query.get('permissions') ?? '') ? BigInt(query.get('permissions') ?? 0) : botDefault,
    guild: query.get('guild_id') ?? undefined,
  };
}

function allowed(books: Books, { application, scopes }: Request, user: User): boolean {
  const held = books.state.grants.filter((grant) => grant.application === application.id && grant.user === user.id);
  return scopes.every((scope) => scope !== 'bot' && held.some((grant) => grant.scopes.includes(scope)));
}

function decided(books: Books, request: Request, user: User, chosen = request.guild): Outgoing {
  const { application, scopes } = request;
  const guild = chosen ? books.guild(chosen) : undefined;
  if (scopes.includes('bot')) {
    if (!guild) return page(books, request, user, 'Choose a server.');
    if (!application.isPublic && application.owner !== user.id) return problem('This bot is private: only its owner can add it.');
    invite({ books }, guild, request.permissions, application);
  }
  if (!request.redirect)
    return htmlPage(
      'Authorized',
      html`<main class="narrow"><section><h1>Authorized</h1><p>You may now close this window.</p></section></main>`,
    );
  const code = letters(books.tools.random, 30);
  books.state.codes = [
    ...books.state.codes.filter(({ until }) => until > books.now()),
    {
      code,
      application: application.id,
      user: user.id,
      redirect: request.redirect,
      scopes,
      until: books.now() + codeLife,
      ...(request.challenge === undefined ? {} : { challenge: request.challenge }),
    },
  ];
  books.changed();
  return back(request, { code, ...(guild ? { guild_id: guild.id, permissions: String(request.permissions) } : {}) });
}

function refused(request: Request): Outgoing {
  if (!request.redirect) return problem('Cancelled');
  return back(request, { error: 'access_denied', error_description: 'The resource owner or authorization server denied the request' });
}

function back({ redirect: target, state }: Request, more: Readonly<Record<string, string>>): Outgoing {
  const url = new URL(target ?? '');
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return redirect(url.href);
}

const explained: Readonly<Record<string, string>> = {
  identify: 'Access your username, avatar and banner',
  email: 'Access your email address',
  guilds: "Know what servers you're in",
  'guilds.join': 'Join servers for you',
  'guilds.members.read': "Read your member info in the servers you're in",
  connections: 'Access your third-party connections',
  bot: 'Add a bot to a server',
  'applications.commands': 'Create commands',
};

function page(books: Books, { application, scopes, redirect: target }: Request, visitor: User | undefined, wrong = ''): Outgoing {
  const people = books.state.users.filter(({ bot }) => !bot);
  const selected = visitor?.id ?? application.owner;
  return htmlPage(
    `Authorize ${application.name}`,
    html`<main class="narrow"><section>
      <small>k77 sandbox · no account is touched</small>
      <h1>${application.name} wants to access your account</h1>
      ${wrong ? html`<p class="bad" role="alert">${wrong}</p>` : html``}
      <form method="post">
        <label>Signed in as <select name="user">${people.map((one) => option(one.id, one.username, one.id === selected))}</select></label>
        ${scopes.includes('bot') ? servers(books, selected) : html``}
        <ul>${scopes.map((scope) => html`<li>${explained[scope] ?? scope}</li>`)}</ul>
        <p class="dim">${target ? html`Once you authorize, you will be sent to ${new URL(target).origin}` : html`The bot joins the server that you choose.`}</p>
        <button name="action" value="cancel">Cancel</button> <button class="main" name="action" value="authorize">Authorize</button>
      </form>
    </section></main>`,
    wrong ? 400 : 200,
  );
}

/** Those that the visitor may manage. */
function servers(books: Books, user: string): Html {
  const own = books.guildsOf(user).filter((guild) => permissionsOf(guild, user) & permission.manageGuild);
  return html`<label>Add to server <select name="guild">${own.map((guild) => option(guild.id, guild.name, false))}</select></label>`;
}

function option(value: string, label: string, isSelected: boolean): Html {
  return isSelected ? html`<option value="${value}" selected>${label}</option>` : html`<option value="${value}">${label}</option>`;
}

function problem(text: string): Outgoing {
  return htmlPage('Discord', html`<main class="narrow"><section><h1 class="bad">${text}</h1></section></main>`, 400);
}
