/**
 * The hosts of phases 6.5 and 6.6, which are not built yet, as far as the domain has to do with them: names that they gave, certificates that they issued,
 * and small services behind them that can be made to misbehave. The laws and the broken worlds of phase 6.4 need somebody at the other end.
 */
import type { VendorId } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { type Listener, listen } from '../ports/listen.ts';
import type { Emulator } from '../sandbox/kernel.ts';
import type { WebHost } from '../sandbox/names/names.ts';
import { nameVendor } from '../sandbox/web/fixture.ts';
import { openApi, type Surroundings } from './later-api.ts';
import { dashboardAnswer } from './later-dashboard.ts';
import type { Mischief } from './mischief.ts';

export type { Mischief } from './mischief.ts';

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

export interface LaterServices {
  /** By name, for `world.setHosts`. */
  hosts: Readonly<Record<string, string>>;
  mischief: Mischief;
  close(): Promise<void>;
}

/** An API and a dashboard that do everything right, as far as a stranger sees it. @param around what they reach; the id of the Discord application alone will do */
export async function openLaterServices(around: (() => string) | Surroundings): Promise<LaterServices> {
  const services = { mischief: {} as Mischief };
  const surroundings: Surroundings = typeof around === 'function' ? { clientId: around } : around;
  const api = openApi(domain, surroundings, services.mischief);
  const listeners: Listener[] = await Promise.all([
    listen(api),
    listen(async (incoming) => {
      if (services.mischief.slow) await systemClock.sleep(services.mischief.slow);
      return dashboardAnswer(incoming, domain, services.mischief, surroundings.ground?.());
    }),
  ]);
  const [apiPort, dashboardPort] = listeners.map(({ port }) => `http://127.0.0.1:${port}`);
  return Object.assign(services, {
    hosts: { [`api.${domain}`]: apiPort ?? '', [domain]: dashboardPort ?? '', [`www.${domain}`]: dashboardPort ?? '' },
    close: async () => void (await Promise.all(listeners.map((listener) => listener.close()))),
  });
}
