/** What UptimeRobot makes of names: stats.uptimerobot.com, and the names of customers that lead there. */
import type { Names, WebHost } from '../names/names.ts';
import type { Books } from './model.ts';
import { pageShown } from './pages.ts';

export const statsHost = 'stats.uptimerobot.com';
const address = '198.51.100.82';
const nameservers = ['ns1.uptimerobot-dns.com', 'ns2.uptimerobot-dns.com'];

export function namesOf(books: Books): Names {
  const own = books.state.pages.filter(({ customDomain }) => customDomain !== null);
  return {
    zones: [{ name: 'uptimerobot.com', nameservers, records: [{ type: 'A', name: statsHost, value: address, ttl: 300 }] }],
    delegations: [{ domain: 'uptimerobot.com', nameservers }],
    web: [host(statsHost, {}), ...own.map((one) => host(one.customDomain ?? '', { instead: pageShown(books, one) }))],
  };
}

function host(name: string, more: Partial<WebHost>): WebHost {
  return { name, certificate: { names: [name], days: 90 }, alwaysHttps: true, addresses: [address], server: 'UptimeRobot', ...more };
}
