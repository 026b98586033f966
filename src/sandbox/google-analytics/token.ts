/** The token endpoint: a claim that the service account signed, for a token of an hour. https://developers.google.com/identity/protocols/oauth2/service-account */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { readToken } from '../../ports/signing.ts';
import type { Books } from './model.ts';
import { json } from './refusal.ts';

const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const audience = 'https://oauth2.googleapis.com/token';
const known = ['https://www.googleapis.com/auth/analytics.edit', 'https://www.googleapis.com/auth/analytics.readonly'];

export function answerToken(books: Books, { method, body }: Incoming): Outgoing {
  if (method !== 'POST') return json(405, { error: 'invalid_request', error_description: 'Only POST is allowed.' });
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== grant) return no('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type') ?? ''}`);
  const signed = books.state.keys.map((key) => ({ key, read: readToken(form.get('assertion') ?? '', key.$private) }));
  const found = signed.find(({ key, read }) => read?.header.kid === key.id);
  if (!found?.read) return no('invalid_grant', 'Invalid JWT Signature.');
  const { iss, scope, aud, iat, exp } = found.read.claims;
  if (iss !== found.key.email) return no('invalid_grant', 'Invalid grant: account not found');
  if (aud !== audience) return no('invalid_grant', 'Invalid JWT: Failed audience check.');
  if (!isTimely(books, Number(iat), Number(exp)))
    return no(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  const scopes = String(scope ?? '')
    .split(' ')
    .filter((one) => known.includes(one));
  if (scopes.length === 0) return no('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  const { $secret } = books.token(found.key.email, scopes);
  return json(200, { access_token: $secret, expires_in: 3599, token_type: 'Bearer' });
}

/** An hour at most, and not from another time: clocks may differ by five minutes. */
function isTimely(books: Books, issued: number, expires: number): boolean {
  const now = books.ms() / 1000;
  return expires - issued <= 3600 && issued <= now + 300 && expires >= now - 300 && issued >= now - 3900;
}

function no(error: string, description: string): Outgoing {
  return json(400, { error, error_description: description });
}
