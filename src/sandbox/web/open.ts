/**
 * The web edge of the world: https and http on one loopback port each, for every host that the world's DNS leads to and for the vendors' own names.
 */
import { type FrontDoor, openFrontDoor, type Visit } from '../../ports/front-door.ts';
import type { Greeting } from '../../ports/front-tls.ts';
import type { Leaves } from './leaves.ts';
import { type Sites, siteOf, vendorServer } from './sites.ts';
import { welcome } from './welcome.ts';

export interface WebEdge {
  ports: FrontDoor['ports'];
  /** From now on it answers for these. */
  set(sites: Sites): void;
  sites(): Sites;
  /** `api.kingdom77.test:443` → `127.0.0.1:40443`, and so on for port 80 and for the addresses of the edges. */
  routes(): Record<string, string>;
  close(): Promise<void>;
}

export interface WebEdgeOptions {
  ports?: { https?: number | undefined; http?: number | undefined };
  leaves: Leaves;
  /** Somebody visited a web host. */
  touch(): void;
  /** Somebody came to a vendor by its name, as services of this world do. */
  passing(): void;
  log(line: string): void;
  /** Of a certificate that its host forgets to renew, days; undefined: of none. */
  daysLeft?(name: string): number | undefined;
}

export const noSites: Sites = { claims: [], standby: [], landings: new Map(), servers: {}, vendors: {} };

/** @throws OperatorError when a port is taken (its cause has `code: 'EADDRINUSE'`) */
export async function openWebEdge({
  ports = {},
  leaves,
  touch,
  passing,
  log,
  daysLeft = () => undefined,
}: WebEdgeOptions): Promise<WebEdge> {
  let sites = noSites;
  const turns = new Map<string, number>();
  const door = await openFrontDoor(ports, {
    greet: (name) => greet(sites, leaves, name, name === undefined ? undefined : daysLeft(name)),
    welcome: (visit) => {
      const told = welcome(sites, visit);
      // It comes every second, and is nobody who uses this.
      if (isRobot(visit)) return told;
      if (vendorServer(sites, visit.host)) passing();
      else touch();
      log(`web ${visit.method} ${visit.secure ? 'https' : 'http'}://${visit.host}${visit.path} ${'to' in told ? told.to : told.status}`);
      return told;
    },
  });
  return {
    ports: door.ports,
    set: (next) => {
      sites = { ...next, turns };
    },
    sites: () => sites,
    routes: () => routesOf(sites, door.ports),
    close: () => door.close(),
  };
}

/** Whoever watches from outside, by the name that it gives itself. */
function isRobot({ headers }: Visit): boolean {
  return headers['user-agent']?.includes('UptimeRobot') === true;
}

/** An edge that has no certificate for a name ends the handshake, and so does one that does not know the name. */
async function greet(sites: Sites, leaves: Leaves, name: string | undefined, days: number | undefined): Promise<Greeting> {
  if (name === undefined) return 'handshake_failure';
  const own = vendorServer(sites, name);
  if (own) return { min: '1.2', max: '1.3', certificate: await leaves.get([own.known]) };
  const landing = siteOf(sites, name);
  if (!landing) return 'unrecognized_name';
  const { certificate, minTls = '1.2', tls13 = true } = landing.host ?? {};
  if (!certificate) return 'handshake_failure';
  // TLS 1.3 alone cannot be had with TLS 1.3 switched off: what is asked for as the least is offered.
  const max = tls13 || minTls === '1.3' ? '1.3' : '1.2';
  return { min: minTls, max, certificate: await leaves.get(certificate.names, days ?? certificate.days) };
}

function routesOf({ claims, landings, vendors }: Sites, { https, http }: FrontDoor['ports']): Record<string, string> {
  const addresses = claims.flatMap(({ host }) => host.addresses ?? []);
  const names = new Set([...Object.keys(vendors), ...landings.keys(), ...addresses]);
  return Object.fromEntries(
    [...names].flatMap((name) => [
      [`${name}:443`, `127.0.0.1:${https}`],
      [`${name}:80`, `127.0.0.1:${http}`],
    ]),
  );
}
