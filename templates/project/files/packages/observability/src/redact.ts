/**
 * What never stands in a log: the names under which secrets and people's data travel.
 */
const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-csrf-token',
  'token',
  'access_token',
  'refresh_token',
  'code',
  'secret',
  'client_secret',
  'password',
  'email',
  'ip',
  'remoteAddress',
  'stripe-signature',
];

const quoted = (name: string) => (/^\w+$/.test(name) ? `.${name}` : `["${name}"]`);

/** Paths in pino's spelling: at the top, one level down, and in the headers of a request. */
export const redactPaths: readonly string[] = secretNames.flatMap((name) => [
  quoted(name).replace(/^\./, ''),
  `*${quoted(name)}`,
  `*.headers${quoted(name)}`,
]);

/** Shapes that are secrets wherever they stand. */
const shapes: readonly RegExp[] = [
  /\b(?:sk|rk)_(?:live|test)_\w+/g,
  /\bwhsec_[\w+/=]+/g,
  /\b[MNO][\w-]{22,30}\.[\w-]{6}\.[\w-]{27,}/g,
  /\bBearer\s+[\w.~+/-]+=*/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /(?<=:\/\/)[^\s/@:]*:[^\s@]+(?=@)/g,
  /(?<=\/api\/(?:v\d+\/)?(?:webhooks|interactions)\/\d+\/)[\w-]+/g,
  /[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b/gi,
];

export const hidden = '[hidden]';

/** Takes secrets out of a text: keys, tokens, passwords in addresses, e-mail addresses. */
export function scrubText(text: string): string {
  return shapes.reduce((clean, shape) => clean.replace(shape, hidden), text);
}

/** Names whose values are hidden wherever they stand, in any spelling: `Set-Cookie`, `clientSecret`, `session`. */
const secretName =
  /authorization|cookie|token|secret|password|passwd|session|csrf|signature|api[-_]?key|^code$|^email$|^ip$|ip_address|dsn/i;

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
