/**
 * What the registry says of a domain, without an account: RDAP (RFC 9083), the successor of WHOIS. The server of an ending is found in IANA's list (RFC 9224).
 */
import type { Clock, Network } from '../core/ports.ts';
import { askWeb } from '../ports/web.ts';

export interface RdapOptions {
  clock: Clock;
  network?: Network;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface Registered {
  state: 'registered';
  domain: string;
  /** ISO 8601; undefined where the registry does not tell. */
  registered: string | undefined;
  expires: string | undefined;
  /** Name of the registrar. */
  registrar: string | undefined;
  /** `client transfer prohibited`, …: https://www.icann.org/epp */
  statuses: readonly string[];
  nameservers: readonly string[];
  /** The delegation carries a signer. */
  signed: boolean;
  /** Server that answered. */
  from: string;
}
export type RdapAnswer = Registered | { state: 'free'; domain: string; from: string } | { state: 'unknown'; domain: string; why: string };

const bootstrap = 'https://data.iana.org/rdap/dns.json';

interface DomainObject {
  ldhName?: string;
  status?: string[];
  events?: { eventAction: string; eventDate: string }[];
  entities?: { roles?: string[]; vcardArray?: [string, [string, unknown, string, unknown][]] }[];
  nameservers?: { ldhName?: string }[];
  secureDNS?: { delegationSigned?: boolean };
}

/** One domain, as it is under a public ending: `kingdom77.com`. */
export async function lookUp(domain: string, options: RdapOptions): Promise<RdapAnswer> {
  const servers = await serversOf(domain, options);
  if (typeof servers === 'string') return { state: 'unknown', domain, why: servers };
  let why = `no RDAP server serves .${domain.slice(domain.lastIndexOf('.') + 1)}`;
  for (const server of servers) {
    const from = new URL(server).host;
    const answer = await askWeb(`${server.replace(/\/$/, '')}/domain/${domain}`, {
      ...options,
      timeoutMs: options.timeoutMs ?? 8000,
      headers: { accept: 'application/rdap+json' },
    });
    if (answer.state === 'answered' && answer.status === 404) return { state: 'free', domain, from };
    if (answer.state === 'answered' && answer.status === 200) return registered(domain, answer.body, from);
    why = answer.state === 'answered' ? `${from} answered ${answer.status}` : `${from}: ${answer.detail}`;
  }
  return { state: 'unknown', domain, why };
}

/** The longest ending that IANA lists wins: `co.uk` before `uk`. Text: why there are none. */
async function serversOf(domain: string, options: RdapOptions): Promise<readonly string[] | string> {
  const answer = await askWeb(bootstrap, { ...options, timeoutMs: options.timeoutMs ?? 8000 });
  if (answer.state !== 'answered') return `data.iana.org: ${answer.detail}`;
  const { services } = parsed<{ services: [string[], string[]][] }>(answer.body) ?? { services: [] };
  const labels = domain.toLowerCase().split('.');
  for (let skip = 1; skip < labels.length; skip += 1) {
    const ending = labels.slice(skip).join('.');
    const found = services.find(([endings]) => endings.includes(ending));
    if (found) return [...found[1]].sort((a, b) => Number(b.startsWith('https:')) - Number(a.startsWith('https:')));
  }
  return [];
}

function registered(domain: string, body: string, from: string): RdapAnswer {
  const seen = parsed<DomainObject>(body);
  if (!seen) return { state: 'unknown', domain, why: `${from} answered something that is no RDAP` };
  const event = (action: string): string | undefined => seen.events?.find(({ eventAction }) => eventAction === action)?.eventDate;
  const registrar = seen.entities?.find(({ roles }) => roles?.includes('registrar'));
  const name = registrar?.vcardArray?.[1].find(([field]) => field === 'fn')?.[3];
  return {
    state: 'registered',
    domain,
    registered: event('registration'),
    expires: event('expiration'),
    registrar: typeof name === 'string' ? name : undefined,
    statuses: seen.status ?? [],
    nameservers: (seen.nameservers ?? []).flatMap(({ ldhName }) => ldhName?.toLowerCase() ?? []).sort(),
    signed: seen.secureDNS?.delegationSigned === true,
    from,
  };
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
