/**
 * Whether two hosts are of one site. Names of countries that keep a level for themselves (`co.uk`, `com.au`) are known by their usual words; the whole list
 * (https://publicsuffix.org) would be larger than k77's other probes together.
 */

const reserved = /^(ac|co|com|edu|gob|gov|go|gouv|govt|ltd|me|mil|ne|net|nom|or|org|plc|sch)$/;

export function siteOf(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (/^[\d.]+$|:/.test(host)) return host;
  const top = labels.at(-1) ?? '';
  const kept = top.length === 2 && reserved.test(labels.at(-2) ?? '') ? 3 : 2;
  return labels.slice(-kept).join('.');
}

export function sameSite(a: string, b: string): boolean {
  return siteOf(a) === siteOf(b);
}
