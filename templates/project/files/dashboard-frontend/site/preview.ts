/** Name and password in front of previews. The comparison takes the same time whatever was typed. */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Keys {
  user: string;
  password: string;
}

/** @returns undefined where previews are open, because the host protects them by its own means. One of the two alone protects nothing and is refused. */
export function previewKeys(env: Readonly<Record<string, string | undefined>>): Keys | undefined | 'incomplete' {
  const { PREVIEW_USER: user, PREVIEW_PASSWORD: password } = env;
  if (!user && !password) return undefined;
  return user && password ? { user, password } : 'incomplete';
}

/** @param header the request's `Authorization`; whatever is no Basic credential is simply wrong */
export function mayEnter(header: string | null, { user, password }: Keys): boolean {
  const [scheme = '', encoded = ''] = (header ?? '').split(' ');
  const typed = Buffer.from(encoded, 'base64').toString('utf8');
  // A password may contain colons, a name may not: RFC 7617 §2.
  const colon = typed.indexOf(':');
  const given = colon < 0 ? { user: '', password: '' } : { user: typed.slice(0, colon), password: typed.slice(colon + 1) };
  const [rightUser, rightPassword] = [isSame(given.user, user), isSame(given.password, password)];
  return scheme.toLowerCase() === 'basic' && colon >= 0 && rightUser && rightPassword;
}

/** Hashes have one length, so that the comparison does not tell that of the password. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
