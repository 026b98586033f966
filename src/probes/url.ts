/**
 * An address as it may be shown.
 */

/** Scheme, hosts and port: without user, password, database and options. For addresses with several hosts, too, which `URL` cannot read. */
export function withoutPassword(address: string): string {
  const found = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/]*@)?([^/?#@]*)/i.exec(address);
  return found ? `${found[1]}${found[2]}` : '(an address that cannot be read)';
}
