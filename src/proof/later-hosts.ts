/**
 * The hosts of phases 6.5 and 6.6, which are not built yet, as far as the domain has to do with them: names that they gave, certificates that they issued,
 * and small services behind them that can be made to misbehave. The laws and the broken worlds of phase 6.4 need somebody at the other end.
 */
import type { VendorId } from '../core/vendor.ts';
import { type Incoming, type Listener, listen, type Outgoing } from '../ports/listen.ts';
import type { Emulator } from '../sandbox/kernel.ts';
import type { WebHost } from '../sandbox/names/names.ts';
import { nameVendor } from '../sandbox/web/fixture.ts';

const domain = 'kingdom77.test';
const targets = { api: 'k77api.up.railway.test', dashboard: 'k77.vercel-dns.test' };
const at = { api: '203.0.113.10', dashboard: '203.0.113.20' };

/** As phases 6.5 and 6.6 will give them. */
export const laterRecords = {
  API_RECORDS: JSON.stringify([
    { type: 'CNAME', name: `api.${domain}`, content: targets.api, proxied: false },
    { type: 'TXT', name: `_railway-verify.api.${domain}`, content: 'railway-verify=77', proxied: false },
  ]),
  DASHBOARD_RECORDS: JSON.stringify([
    { type: 'CNAME', name: domain, content: targets.dashboard, proxied: false },
    { type: 'CNAME', name: `www.${domain}`, content: targets.dashboard, proxied: false },
  ]),
} as const;

/** Railway and Vercel, nothing but their names. `edit('host', {name, …})` changes what their edge does for a name; values are JSON. */
export function laterVendors(): Emulator[] {
  return [
    hostingVendor('railway', 'railway.test', targets.api, at.api, [`api.${domain}`], 'railway-edge'),
    hostingVendor('vercel', 'vercel-dns.test', targets.dashboard, at.dashboard, [domain, `www.${domain}`], 'Vercel'),
  ];
}

function hostingVendor(id: VendorId, zone: string, target: string, address: string, names: readonly string[], server: string): Emulator {
  let changes: Record<string, Partial<WebHost>> = {};
  let version = 0;
  const nameservers = [`ns1.${zone}`, `ns2.${zone}`];
  const host = (name: string): WebHost => ({
    name,
    certificate: { names: [name], days: 90 },
    minTls: '1.2',
    tls13: true,
    alwaysHttps: true,
    hsts: 'max-age=300',
    addresses: [address],
    server,
    ...changes[name],
  });
  return nameVendor(
    id,
    () => ({
      zones: [{ name: zone, nameservers, records: [{ type: 'A', name: target, value: address, ttl: 60 }] }],
      delegations: [{ domain: zone, nameservers }],
      web: [...names.map(host), { ...host(target), certificate: { names: [target] } }],
    }),
    {
      version: () => version,
      dump: () => changes,
      load: (state) => {
        changes = structuredClone(state) as typeof changes;
        version++;
      },
      reset: () => {
        changes = {};
        version++;
      },
      edit: (_action, { name = '', ...fields }) => {
        const told = Object.entries(fields).map(([field, text]) => [field, text === '' ? undefined : (JSON.parse(text) as unknown)]);
        changes[name] = { ...changes[name], ...(Object.fromEntries(told) as Partial<WebHost>) };
        version++;
        return changes[name];
      },
    },
  );
}

/** What the services behind the names do wrong; nothing when empty. */
export interface Mischief {
  /** HTML that the dashboard adds to its page. */
  page?: string | undefined;
  /** The dashboard leaves its security headers out. */
  bare?: true | undefined;
  /** Origins that the API allows instead of those of the dashboard. */
  allows?: 'any' | 'nobody' | undefined;
  /** Attributes of the cookie that a login sets. */
  cookie?: string | undefined;
  /** Where the login leads. */
  login?: string | undefined;
  /** The API is there and says that it is broken. */
  down?: true | undefined;
}

export interface LaterServices {
  /** By name, for `world.setHosts`. */
  hosts: Readonly<Record<string, string>>;
  mischief: Mischief;
  close(): Promise<void>;
}

/** An API and a dashboard that do everything right, as far as a stranger sees it. @param clientId of the Discord application */
export async function openLaterServices(clientId: () => string): Promise<LaterServices> {
  const services = { mischief: {} as Mischief };
  const listeners: Listener[] = await Promise.all([
    listen(async (incoming) => api(incoming, services.mischief, clientId())),
    listen(async () => dashboard(services.mischief)),
  ]);
  const [apiPort, dashboardPort] = listeners.map(({ port }) => `http://127.0.0.1:${port}`);
  return Object.assign(services, {
    hosts: { [`api.${domain}`]: apiPort ?? '', [domain]: dashboardPort ?? '', [`www.${domain}`]: dashboardPort ?? '' },
    close: async () => void (await Promise.all(listeners.map((listener) => listener.close()))),
  });
}

const ours = [`https://${domain}`, `https://www.${domain}`];

function api({ method, path, headers }: Incoming, mischief: Mischief, clientId: string): Outgoing {
  if (mischief.down) return { status: 503, body: 'down' };
  const origin = headers.origin ?? '';
  const allowed = mischief.allows === 'any' ? origin !== '' : ours.includes(origin) && mischief.allows !== 'nobody';
  const cors: Record<string, string> = allowed
    ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' }
    : { 'access-control-allow-origin': `https://${domain}`, vary: 'origin' };
  if (method === 'OPTIONS')
    return {
      status: 204,
      headers: {
        ...cors,
        'access-control-allow-methods': 'GET, POST, DELETE',
        'access-control-allow-headers': 'content-type, authorization',
      },
      body: '',
    };
  if (path === '/api/auth/login') return login(mischief, clientId);
  return { status: 200, headers: { ...cors, 'content-type': 'application/json' }, body: '{"status":"ok"}' };
}

function login({ cookie, login: leads }: Mischief, clientId: string): Outgoing {
  const back = encodeURIComponent(`https://api.${domain}/api/auth/callback`);
  const to = `https://discord.com/oauth2/authorize?response_type=code&client_id=${clientId}&scope=identify+guilds&redirect_uri=${back}&state=s77`;
  const attributes = cookie ?? 'Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600';
  return { status: 302, headers: { location: leads ?? to, 'set-cookie': `__Host-oauth=sealed; ${attributes}` }, body: '' };
}

const secured = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=300',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
};

function dashboard({ page = '', bare }: Mischief): Outgoing {
  const body = `<!doctype html><html lang="en"><title>Kingdom-77</title><link rel="stylesheet" href="/site.css"><h1>Kingdom-77</h1>${page}</html>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...(bare ? {} : secured) }, body };
}
