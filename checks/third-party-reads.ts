/**
 * One read at each service that a feature of the bot may use, with the key that the bot has. Nothing is changed, nothing of an answer is kept, and no key stands in an
 * address, where logs would have it.
 */
import type { CheckContext } from '../src/core/check.ts';
import { type Asking, ask, type WebOutcome } from '../src/probes/http/ask.ts';
import { webOptions } from './domain-seen.ts';

type Reading = Pick<CheckContext, 'client' | 'clock' | 'signal'>;

export interface Read {
  /** What was asked: method and address. */
  from: string;
  /** Undefined: it took the key. */
  wrong?: string | undefined;
  /** Nobody answered, or somebody with trouble of their own: the key was not seen to be wrong. */
  unseen?: string;
  saw?: string;
}

/** https://developers.google.com/youtube/v3/docs/i18nLanguages/list: one unit of the quota of 10 000 a day. */
export async function readYoutube(context: Reading, key: string): Promise<Read> {
  const url = 'https://youtube.googleapis.com/youtube/v3/i18nLanguages?part=snippet';
  return google(context, 'YouTube', url, key);
}

/** https://cloud.google.com/translate/docs/reference/rest/v2/languages: free of charge. */
export async function readGoogleTranslate(context: Reading, key: string): Promise<Read> {
  return google(context, 'Google Translate', 'https://translation.googleapis.com/language/translate/v2/languages?target=en', key);
}

async function google(context: Reading, title: string, url: string, key: string): Promise<Read> {
  const answer = await ask(url, webOptions(context), { headers: { 'x-goog-api-key': key, accept: 'application/json' } });
  return judged(title, 'GET', url, answer, ({ error }) => {
    const { message, errors } = (error ?? {}) as { message?: string; errors?: { reason?: string }[] };
    return errors?.[0]?.reason ?? message;
  });
}

/** https://developers.deepl.com/docs/api-reference/usage-and-quota. Keys that end with `:fx` belong to the free API. */
export async function readDeepl(context: Reading, key: string): Promise<Read> {
  const url = `https://${key.endsWith(':fx') ? 'api-free' : 'api'}.deepl.com/v2/usage`;
  const answer = await ask(url, webOptions(context), { headers: { authorization: `DeepL-Auth-Key ${key}`, accept: 'application/json' } });
  return judged('DeepL', 'GET', url, answer, ({ message }) => message as string | undefined);
}

/** https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#client-credentials-grant-flow, then one read with the token, which is given back. */
export async function readTwitch(context: Reading, client: string, secret: string): Promise<Read> {
  const form = (fields: Readonly<Record<string, string>>): Asking => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(fields).toString(),
  });
  const said = ({ message }: Record<string, unknown>): string | undefined => message as string | undefined;
  const tokenUrl = 'https://id.twitch.tv/oauth2/token';
  const options = webOptions(context);
  const given = await ask(tokenUrl, options, form({ client_id: client, client_secret: secret, grant_type: 'client_credentials' }));
  const first = judged('Twitch', 'POST', tokenUrl, given, said);
  const token = given.state === 'answered' ? String(parsed(given.body).access_token ?? '') : '';
  if (first.wrong || first.unseen || token === '') return { wrong: first.unseen ? undefined : 'Twitch gives no token', ...first };
  const url = 'https://api.twitch.tv/helix/games/top?first=1';
  const answer = await ask(url, options, {
    headers: { authorization: `Bearer ${token}`, 'client-id': client, accept: 'application/json' },
  });
  await ask('https://id.twitch.tv/oauth2/revoke', options, form({ client_id: client, token }));
  return judged('Twitch', 'GET', url, answer, said);
}

function judged(
  title: string,
  method: string,
  url: string,
  answer: WebOutcome,
  reason: (body: Record<string, unknown>) => string | undefined,
): Read {
  const from = `${method} ${url.split('?')[0]}`;
  if (answer.state === 'failed') return { from, unseen: `${title} does not answer: ${answer.failure}` };
  const { status } = answer;
  if (status < 300) return { from, saw: `${title} answers ${status} to the key` };
  const why = reason(parsed(answer.body));
  const told = `${title} answers ${status}${why ? `: ${why.slice(0, 120)}` : ''}`;
  return status === 429 || status >= 500 ? { from, unseen: told } : { from, wrong: told };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(body);
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
