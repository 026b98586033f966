/**
 * All zones of the world at one moment: the root, the top-level domains with what registrars put there, and the zones that vendors serve.
 * Names that no zone holds (name servers, databases) live in the zone of their top-level domain.
 */

import { rootServers } from '../../ports/dns.ts';
import { isWithin, plainName } from '../../ports/dns-canonical.ts';
import type { Resource } from '../../ports/dns-message.ts';
import { newSigningKey } from '../../ports/dns-security.ts';
import { delegationRecords, nameserverRecords, ownAddress, signerRecord, topOf } from './delegations.ts';
import type { Delegation, DnsRecord, Zone } from './names.ts';
import { defaultTtl, resourceOf } from './records.ts';
import { type ServedZone, servedZone } from './served-zone.ts';

/** What the world holds of names. */
export interface NameContent {
  zones: readonly Zone[];
  delegations: readonly Delegation[];
  /** Records of databases and the like: `_mongodb._tcp.cluster0.abcde.mongodb.net`. They are always there, whoever is delegated. */
  extra?: readonly DnsRecord[];
}

export interface Universe {
  /** What each name server holds. */
  servers: ReadonlyMap<string, readonly ServedZone[]>;
  /** Where each name server stands: an address that documentation uses, or one of the root's. */
  addresses: ReadonlyMap<string, string>;
}

export const rootServer = rootServers[0]?.name ?? 'a.root-servers.net';
/** One server for all top-level domains, as a registry has it. */
export const parentServer = 'a.nic.test';
const parentAddress = '198.51.100.1';
const defaultMinimum = 300;
const topDomains = ['test', 'net'];

/** Makes universes out of contents; remembers keys, serial numbers and addresses between them. */
export class Cosmos {
  readonly #keys = new Map<string, string>();
  readonly #serials = new Map<string, { mark: string; serial: number }>();
  readonly #addresses = new Map<string, string>();

  /** Private key of the root or a top-level domain. */
  keyOf(zone: string): string {
    const key = this.#keys.get(zone) ?? newSigningKey();
    this.#keys.set(zone, key);
    return key;
  }

  /** @param now Unix seconds */
  make(content: NameContent, now: number): Universe {
    const { zones, delegations, extra = [] } = content;
    const hosts = [
      ...new Set(
        [...zones.flatMap((zone) => [...zone.nameservers, ...(zone.servedBy ?? [])]), ...delegations.flatMap((one) => one.nameservers)].map(
          plainName,
        ),
      ),
    ];
    const own = zones.flatMap((zone) => zone.records);
    const addresses = new Map<string, string>([
      [rootServer, rootServers[0]?.address ?? '198.41.0.4'],
      [parentServer, parentAddress],
      ...hosts.map((host): [string, string] => [host, ownAddress(own, host) ?? this.#addressOf(host)]),
    ]);
    const hostRecords = [...addresses].map(([name, value]): Resource => ({ name, type: 'A', ttl: defaultTtl, data: value }));
    const isDelegated = (name: string): boolean => delegations.some((one) => plainName(one.domain) === plainName(name));
    const delegated = zones.filter((zone) => isDelegated(zone.name));
    const loose = extra.map(resourceOf);
    const homeless = loose.filter((one) => !delegated.some((zone) => isWithin(one.name, plainName(zone.name))));
    const tops = [
      ...new Set([
        ...topDomains,
        ...[
          ...addresses.keys(),
          ...zones.map((one) => one.name),
          ...delegations.map((one) => one.domain),
          ...loose.map((one) => one.name),
        ].map(topOf),
      ]),
    ];
    const served = zones.map((zone) => this.#zone(zone, [...hostRecords, ...loose], now));
    const parents = tops.map((top) => this.#parent(top, delegations.flatMap(delegationRecords), [...hostRecords, ...homeless], now));
    const all = [this.#root(tops, hostRecords, now), ...parents, ...served];
    return { servers: new Map([...addresses.keys()].map((host) => [host, all.filter((zone) => zone.servers.includes(host))])), addresses };
  }

  #zone(zone: Zone, others: readonly Resource[], now: number): ServedZone {
    const name = plainName(zone.name);
    const given = zone.records.map(resourceOf);
    const nameservers = given.some((one) => one.type === 'NS' && one.name === name) ? [] : nameserverRecords(name, zone.nameservers);
    const known = new Set(given.map((one) => `${one.name} ${one.type}`));
    const records = [
      ...nameservers,
      ...given,
      ...others.filter((one) => isWithin(one.name, name) && !known.has(`${one.name} ${one.type}`)),
    ];
    const servers = (zone.servedBy ?? zone.nameservers).map(plainName);
    const { minimum = defaultMinimum, signingKey: key, signatures } = zone;
    const serial = zone.serial ?? this.#serial(`${name} ${servers.join()}`, [records, minimum, key], now);
    return servedZone({ name, servers, serial, minimum, key, signatures, records });
  }

  #parent(name: string, delegations: readonly Resource[], hosts: readonly Resource[], now: number): ServedZone {
    const records = [...nameserverRecords(name, [parentServer]), ...[...delegations, ...hosts].filter((one) => isWithin(one.name, name))];
    return this.#signed(name, parentServer, records, now);
  }

  #root(tops: readonly string[], hosts: readonly Resource[], now: number): ServedZone {
    const signers = tops.flatMap((top) => signerRecord(top, this.keyOf(top)));
    const glue = hosts.filter(({ name }) => name === rootServer || name === parentServer);
    return this.#signed(
      '.',
      rootServer,
      [...nameserverRecords('.', [rootServer]), ...tops.flatMap((top) => nameserverRecords(top, [parentServer])), ...signers, ...glue],
      now,
    );
  }

  #signed(name: string, server: string, records: readonly Resource[], now: number): ServedZone {
    const serial = this.#serial(name, records, now);
    return servedZone({ name, servers: [server], serial, minimum: defaultMinimum, key: this.keyOf(name), signatures: undefined, records });
  }

  /** Grows whenever the content is another one. */
  #serial(zone: string, content: unknown, now: number): number {
    const mark = JSON.stringify(content);
    const before = this.#serials.get(zone);
    if (before?.mark === mark) return before.serial;
    const serial = Math.max((before?.serial ?? 0) + 1, Math.floor(now));
    this.#serials.set(zone, { mark, serial });
    return serial;
  }

  /** The same name gets the same address in every run, unless another one was there first. */
  #addressOf(host: string): string {
    const known = this.#addresses.get(host);
    if (known) return known;
    const taken = new Set(this.#addresses.values());
    let at = [...host].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % room.length, 7);
    while (taken.has(room[at] ?? '')) at = (at + 1) % room.length;
    const address = room[at] ?? parentAddress;
    this.#addresses.set(host, address);
    return address;
  }
}

/** Documentation addresses (RFC 5737); web hosts have 203.0.113.0/24 for themselves. */
const room = ['198.51.100', '192.0.2'].flatMap((net) => Array.from({ length: 253 }, (_, nth) => `${net}.${nth + 2}`));
