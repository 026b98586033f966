/** An access list: addresses and networks that may connect. */

/** True when one of the entries, `203.0.113.7` or `10.0.0.0/8`, holds the IPv4 address. */
export function listed(entries: readonly string[], address: string): boolean {
  const here = numeric(address);
  return entries.some((entry) => {
    const [network = '', bits = '32'] = entry.split('/');
    const size = 2 ** (32 - Number(bits));
    const start = numeric(network);
    return here !== undefined && start !== undefined && Math.floor(here / size) === Math.floor(start / size);
  });
}

function numeric(address: string): number | undefined {
  const parts = address
    .replace(/^::ffff:/, '')
    .split('.')
    .map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
