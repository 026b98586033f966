/** OAuth2 with codes, refresh tokens, client credentials and PKCE. https://docs.discord.com/developers/topics/oauth2 */
import { createHash } from 'node:crypto';
import type { Books } from '../books.ts';
import type { Application, Grant } from '../model.ts';
import { refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { Answer, type Call, type Endpoint } from '../resource.ts';
import { letters } from '../seed.ts';

/** Seconds that an access token lives: a week. */
const life = 604_800;

function failed(status: number, error: string, description?: string): Answer {
  const body = { error, ...(description ? { error_description: description } : {}) };
  return new Answer({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** The application whose id and secret came, in the header or in the form. */
function client(call: Call): Application | undefined {
  const { id, secret } = given(call);
  return call.books.state.applications.find((one) => one.id === id && one.clientSecret === secret);
}

function given({ form, authorization }: Call): { id: string | undefined; secret: string | undefined } {
  const basic = /^Basic (.+)$/i.exec(authorization)?.[1];
  if (basic === undefined) return { id: form.client_id, secret: form.client_secret };
  const [id, ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: decoded(id ?? ''), secret: decoded(rest.join(':')) };
}

/** RFC 6749 encodes both halves; many clients do not. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function token(call: Call): unknown {
  const application = client(call);
  if (!application) return failed(401, 'invalid_client');
  const type = call.form.grant_type;
  if (type === 'authorization_code') return byCode(call, application);
  if (type === 'refresh_token') return byRefresh(call, application);
  if (type === 'client_credentials') return ownToken(call, application);
  return failed(400, 'unsupported_grant_type', `Grant type ${type ?? 'None'} is not supported`);
}

function byCode({ books, form }: Call, application: Application): unknown {
  const code = books.state.codes.find((one) => one.code === form.code && one.application === application.id);
  if (!code || code.until <= books.now()) return failed(400, 'invalid_grant', 'Invalid "code" in request.');
  if (code.redirect !== form.redirect_uri) return failed(400, 'invalid_grant', 'Invalid "redirect_uri" in request.');
  if (code.challenge !== undefined && code.challenge !== challengeOf(form.code_verifier ?? ''))
    return failed(400, 'invalid_grant', 'Invalid "code_verifier" in request.');
  books.state.codes = books.state.codes.filter((one) => one !== code);
  return told(books, newGrant(books, application, code.scopes, code.user));
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function byRefresh({ books, form }: Call, application: Application): unknown {
  const before = books.state.grants.find((one) => one.refresh === form.refresh_token && one.application === application.id && one.user);
  if (!before) return failed(400, 'invalid_grant', 'Invalid "refresh_token" in request.');
  books.state.grants = books.state.grants.filter((one) => one !== before);
  return told(books, newGrant(books, application, before.scopes, before.user));
}

/** A token for the owner of the application. */
function ownToken({ books, form }: Call, application: Application): unknown {
  const scopes = (form.scope ?? 'identify').split(' ');
  const { refresh_token: _, ...answer } = told(books, newGrant(books, application, scopes, application.owner));
  return answer;
}

function newGrant(books: Books, application: Application, scopes: string[], user: string | undefined): Grant {
  const secret = (): string => letters(books.tools.random, 30);
  const grant: Grant = { access: secret(), refresh: secret(), application: application.id, scopes, until: books.now() + life * 1000 };
  if (user !== undefined) grant.user = user;
  books.state.grants.push(grant);
  books.changed();
  return grant;
}

function told(books: Books, { access, refresh, scopes, until }: Grant) {
  return {
    token_type: 'Bearer',
    access_token: access,
    expires_in: Math.round((until - books.now()) / 1000),
    refresh_token: refresh,
    scope: scopes.join(' '),
  };
}

/** Takes back everything that this user allowed this application. */
function revoke(call: Call): unknown {
  const application = client(call);
  if (!application) return failed(401, 'invalid_client');
  const { state } = call.books;
  const found = state.grants.find(
    ({ access, refresh, application: id }) => [access, refresh].includes(call.form.token ?? '') && id === application.id,
  );
  if (found) state.grants = state.grants.filter((one) => one.application !== application.id || one.user !== found.user);
  call.books.changed();
  return {};
}

export const oauth: readonly Endpoint[] = [
  { method: 'POST', path: '/oauth2/token', needs: 'nobody', run: token },
  { method: 'POST', path: '/oauth2/token/revoke', needs: 'nobody', run: revoke },
  {
    method: 'GET',
    path: '/oauth2/@me',
    needs: 'bearer',
    run({ books, who }) {
      if (who.kind !== 'bearer') throw refuse(0);
      const { grant, application } = who;
      const user = grant.scopes.includes('identify') && grant.user ? { user: show.user(books.mustUser(grant.user)) } : {};
      return { application: show.application(books, application), scopes: grant.scopes, expires: books.iso(grant.until), ...user };
    },
  },
];
