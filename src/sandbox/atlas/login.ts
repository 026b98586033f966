/** Who asks: a service account with a token of an hour, or an API key by HTTP digest. */
import { createHash } from 'node:crypto';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { Refusal } from './refusal.ts';
import type { Books } from './state.ts';

const hourMs = 3_600_000;
const realm = 'MMS Public API';

/** `POST /api/oauth/token` */
export function answerToken(books: Books, incoming: Incoming): Outgoing {
  const { account } = books.state;
  const [id, secret] = Buffer.from((incoming.headers.authorization ?? '').replace(/^Basic /i, ''), 'base64')
    .toString()
    .split(':')
    .map(decodeURIComponent);
  const json = { 'content-type': 'application/json' };
  if (incoming.method !== 'POST') return { status: 405, headers: json, body: JSON.stringify({ error: 'method_not_allowed' }) };
  if (!/(^|&)grant_type=client_credentials(&|$)/.test(incoming.body))
    return {
      status: 400,
      headers: json,
      body: JSON.stringify({ error: 'unsupported_grant_type', error_description: 'The grant type is not supported.' }),
    };
  if (id !== account.clientId || secret !== account.$clientSecret)
    return {
      status: 401,
      headers: json,
      body: JSON.stringify({ error: 'invalid_client', error_description: 'The client credentials are invalid.' }),
    };
  const text = `eyJ${books.tools.random.token(48)}`;
  const now = books.now();
  account.$tokens = [...account.$tokens.filter((token) => token.until > now), { text, until: now + hourMs }];
  books.changed();
  return { status: 200, headers: json, body: JSON.stringify({ access_token: text, token_type: 'Bearer', expires_in: 3600 }) };
}

/** @throws Refusal with the challenge that a digest answers */
export function checkLogin(books: Books, incoming: Incoming): void {
  const given = incoming.headers.authorization ?? '';
  const known = given.startsWith('Bearer ') ? isToken(books, given.slice(7)) : isDigest(books, incoming, given);
  if (!known) throw new Refusal(401, 'NOT_AUTHENTICATED', 'You are not authorized for this resource.');
  if (books.state.trouble.apiAccess)
    throw new Refusal(403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST', 'IP address 203.0.113.7 is not allowed to access this resource.', [
      '203.0.113.7',
    ]);
}

export function challenge(books: Books): Record<string, string> {
  return {
    'www-authenticate': `Digest realm="${realm}", domain="", nonce="${books.state.key.nonce}", algorithm=MD5, qop="auth", stale=false`,
  };
}

function isToken(books: Books, text: string): boolean {
  return books.state.account.$tokens.some((token) => token.text === text && token.until > books.now());
}

function isDigest(books: Books, incoming: Incoming, given: string): boolean {
  if (!given.startsWith('Digest ')) return false;
  const { key } = books.state;
  const said = Object.fromEntries([...given.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map((found) => [found[1], found[2] ?? found[3]]));
  const uri = incoming.query === '' ? incoming.path : `${incoming.path}?${incoming.query}`;
  if (said.username !== key.publicKey || said.nonce !== key.nonce || said.uri !== uri) return false;
  const right = md5(
    `${md5(`${key.publicKey}:${realm}:${key.$privateKey}`)}:${said.nonce}:${said.nc}:${said.cnonce}:${said.qop}:${md5(`${incoming.method}:${uri}`)}`,
  );
  return said.response === right;
}

/** @throws Refusal 403 */
export function checkRole(books: Books, role: string): void {
  const { roles } = books.state;
  const ofProject = role.startsWith('GROUP_') && roles.includes('GROUP_OWNER');
  if (roles.includes(role) || ofProject || (role === 'ORG_READ_ONLY' && roles.includes('ORG_GROUP_CREATOR'))) return;
  if (role === 'ORG_GROUP_CREATOR') throw new Refusal(403, 'NOT_ORG_GROUP_CREATOR', 'The user is not an organization project creator.');
  throw new Refusal(403, 'USER_UNAUTHORIZED', 'Current user is not authorized to perform this action.');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
