/**
 * The official MongoDB driver, plumbed: names are found as the network says, its authority is trusted, and nothing is repeated behind our back.
 */
import { lookup as systemLookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { MongoClient } from 'mongodb';
import type { Network } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';

export interface MongoPatience {
  /** How long finding a server may take, milliseconds. */
  selectMs?: number;
  /** How long one command may take, milliseconds. */
  commandMs?: number;
  appName?: string;
}

/** A client that is connected. @throws the driver's own error */
export async function openMongo(uri: Secret, network: Network, patience: MongoPatience = {}): Promise<MongoClient> {
  const client = new MongoClient(await addressOf(uri.reveal(), network), {
    ...optionsFor(network),
    serverSelectionTimeoutMS: patience.selectMs ?? 10_000,
    connectTimeoutMS: patience.selectMs ?? 10_000,
    socketTimeoutMS: patience.commandMs ?? 60_000,
    // Reading the indexes of every collection is one question each, all at once; the smallest size of Atlas takes 500 connections.
    maxPoolSize: 32,
    maxConnecting: 32,
    appName: patience.appName ?? 'k77',
    // A write whose answer is lost is not repeated: the next run reads.
    retryWrites: false,
    retryReads: false,
  });
  try {
    return await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** `TLSv1.3`, as agreed with the first member; undefined when the connection is not encrypted or nobody answers in time. */
export function tlsVersionOf(client: MongoClient, network: Network, timeoutMs: number): Promise<string | undefined> {
  const [first] = client.options.hosts;
  if (client.options.tls !== true || first?.host === undefined) return Promise.resolve(undefined);
  const { lookup, ca } = optionsFor(network);
  const at = { host: first.host, port: first.port ?? 27017, servername: first.host };
  return new Promise((resolve) => {
    const socket = connectTls({ ...at, ...(lookup ? { lookup } : {}), ...(ca ? { ca } : {}) }, () => {
      resolve(socket.getProtocol() ?? undefined);
      socket.destroy();
    });
    socket.once('error', () => resolve(undefined));
    socket.setTimeout(timeoutMs, () => {
      socket.destroy();
      resolve(undefined);
    });
  });
}

/** What a connection string says, read by the driver's own parser's rules; undefined when it is none. */
export function readMongoUri(uri: string): { host: string; username: string; password: string; database: string } | undefined {
  const found = /^mongodb(?:\+srv)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)(?:\/([^?]*))?/.exec(uri);
  if (!found) return undefined;
  const text = (part: string | undefined): string => {
    try {
      return decodeURIComponent(part ?? '');
    } catch {
      return part ?? '';
    }
  };
  return { username: text(found[1]), password: text(found[2]), host: found[3] ?? '', database: text(found[4]) };
}

function optionsFor(network: Network): { lookup?: LookupFunction; ca?: string } {
  if (network.dnsServers.length === 0 && network.ca === undefined) return {};
  return {
    lookup: lookupBy(network),
    ...(network.ca === undefined ? {} : { ca: [...rootCertificates, network.ca].join('\n') }),
  };
}

/** The driver asks the machine's resolver for SRV and TXT records; where the network has its own servers, they are asked here instead. */
async function addressOf(uri: string, network: Network): Promise<string> {
  const srv = /^mongodb\+srv:\/\/((?:[^@/]*@)?)([^/?]+)(\/[^?]*)?(?:\?(.*))?$/.exec(uri);
  if (!srv || network.dnsServers.length === 0) return uri;
  const [, login = '', host = '', path = '/', query = ''] = srv;
  const resolver = resolverOf(network);
  const [targets, texts] = await Promise.all([
    resolver.resolveSrv(`_mongodb._tcp.${host}`),
    resolver.resolveTxt(host).catch(() => [] as string[][]),
  ]);
  const options = ['tls=true', ...texts.map((parts) => parts.join('')), query].filter((part) => part !== '').join('&');
  return `mongodb://${login}${targets.map(({ name, port }) => `${name}:${port}`).join(',')}${path}?${options}`;
}

function resolverOf(network: Network): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([...network.dnsServers]);
  return resolver;
}

function lookupBy(network: Network): LookupFunction {
  return (hostname, options, callback) => {
    if (network.dnsServers.length === 0 || isIP(hostname) !== 0 || hostname === 'localhost') {
      systemLookup(hostname, options, callback);
      return;
    }
    resolverOf(network)
      .resolve4(hostname)
      .then(
        (found) => {
          const addresses = found.map((address) => ({ address, family: 4 }));
          if (options.all) callback(null, addresses);
          else callback(null, addresses[0]?.address ?? '', 4);
        },
        (error: NodeJS.ErrnoException) => callback(error, []),
      );
  };
}
