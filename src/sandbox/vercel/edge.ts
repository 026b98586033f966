/** Where Vercel's edge is: the addresses and names that lead there. https://vercel.com/docs/domains/working-with-domains/add-a-domain */
import type { Project } from './model.ts';

export const edge = {
  address: '216.198.79.1',
  /** Those that guides of years past name; they still work. */
  formerAddress: '76.76.21.21',
  formerTarget: 'cname.vercel-dns.com',
  /** Each project has a name of its own below it. */
  targets: 'vercel-dns-017.com',
  hosts: 'vercel.app',
  nameservers: ['ns1.vercel-dns.com', 'ns2.vercel-dns.com'],
} as const;

export function targetOf({ target }: Pick<Project, 'target'>): string {
  return `${target}.${edge.targets}`;
}

/** The last two labels: enough for this world. */
export function apexOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}
