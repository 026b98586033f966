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

/** Secrets of this process that have no shape of their own. */
const known = new Set<string>();

/** From now on the path of this address is hidden wherever it stands: in logs, and in what leaves for Sentry. */
export function hidePath(address: string): void {
  const { pathname } = new URL(address);
  // Shorter ones are no secret, and stand in many texts.
  if (pathname.length > 8) known.add(pathname);
}

/** Takes secrets out of a text: keys, tokens, passwords in addresses, e-mail addresses. */
export function scrubText(text: string): string {
  const rest = [...known].reduce((clean, secret) => clean.replaceAll(secret, `/${hidden}`), text);
  return shapes.reduce((clean, shape) => clean.replace(shape, hidden), rest);
}

/** Names whose values are hidden wherever they stand, in any spelling: `Set-Cookie`, `clientSecret`, `session`. */
const secretName =
  /authorization|cookie|token|secret|password|passwd|session|csrf|signature|api[-_]?key|^code$|^email$|^ip$|ip_address|dsn/i;

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
