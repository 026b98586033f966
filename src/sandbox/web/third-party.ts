/**
 * Services that a feature of a bot may use, as far as one read with a key shows whether they take it: YouTube, Google Translate, Twitch, DeepL. They take every key of
 * the right shape. Error bodies as their references show them; no description of these APIs was at hand: unverified.
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';

export const thirdPartyHosts = [
  'youtube.googleapis.com',
  'translation.googleapis.com',
  'id.twitch.tv',
  'api.twitch.tv',
  'api.deepl.com',
  'api-free.deepl.com',
] as const;
type Host = (typeof thirdPartyHosts)[number];

const shapes = { google: /^AIza[\w-]{35}$/, twitch: /^[a-z0-9]{30}$/, deepl: /^[0-9a-f-]{36}(:fx)?$/ };

/** @returns undefined: this host is none of them */
export function thirdPartyAnswer(incoming: Incoming): Outgoing | undefined {
  const host = thirdPartyHosts.find((one) => one === incoming.headers.host?.replace(/:\d+$/, ''));
  return host && answers[host](incoming);
}

const answers: Readonly<Record<Host, (incoming: Incoming) => Outgoing>> = {
  'youtube.googleapis.com': (incoming) =>
    google(incoming, '/youtube/v3/i18nLanguages', { kind: 'youtube#i18nLanguageListResponse', items: [] }),
  'translation.googleapis.com': (incoming) =>
    google(incoming, '/language/translate/v2/languages', { data: { languages: [{ language: 'ar', name: 'Arabic' }] } }),
  'id.twitch.tv': ({ method, path, body }) => {
    if (method !== 'POST') return json(404, { status: 404, message: 'not found' });
    if (path === '/oauth2/revoke') return json(200, {});
    const { client_id: client = '', client_secret: secret = '' } = Object.fromEntries(new URLSearchParams(body));
    if (!shapes.twitch.test(client)) return json(400, { status: 400, message: 'invalid client' });
    if (!shapes.twitch.test(secret)) return json(403, { status: 403, message: 'invalid client secret' });
    return json(200, { access_token: [...client].reverse().join(''), expires_in: 5_000_000, token_type: 'bearer' });
  },
  'api.twitch.tv': ({ path, headers }) => {
    const client = headers['client-id'] ?? '';
    if (headers.authorization !== `Bearer ${[...client].reverse().join('')}`)
      return json(401, { error: 'Unauthorized', status: 401, message: 'Invalid OAuth token' });
    return path === '/helix/games/top'
      ? json(200, { data: [], pagination: {} })
      : json(404, { error: 'Not Found', status: 404, message: '' });
  },
  'api.deepl.com': (incoming) => deepl(incoming, false),
  'api-free.deepl.com': (incoming) => deepl(incoming, true),
};

function google({ path, headers }: Incoming, right: string, body: unknown): Outgoing {
  if (path !== right) return json(404, { error: { code: 404, message: 'Not Found' } });
  if (shapes.google.test(String(headers['x-goog-api-key'] ?? ''))) return json(200, body);
  const message = 'API key not valid. Please pass a valid API key.';
  return json(400, {
    error: { code: 400, message, errors: [{ message, domain: 'global', reason: 'badRequest' }], status: 'INVALID_ARGUMENT' },
  });
}

function deepl({ path, headers }: Incoming, free: boolean): Outgoing {
  const key = /^DeepL-Auth-Key (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  if (path !== '/v2/usage') return json(404, { message: 'Not found' });
  if (!shapes.deepl.test(key) || key.endsWith(':fx') !== free) return json(403, { message: 'Forbidden' });
  return json(200, { character_count: 0, character_limit: 500_000 });
}

function json(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
