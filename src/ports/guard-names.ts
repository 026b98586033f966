/**
 * Lookups and questions for records, in a process that is confined to a rehearsal.
 */
import dns from 'node:dns';
import net from 'node:net';
import { type Guard, isLocal, refusal } from './guard.ts';

type Found = { address: string; family: number };

export function guardLookups(guard: Guard): void {
  const answer = (name: string): Found => {
    if (net.isIP(name)) return { address: name, family: net.isIP(name) };
    if (isLocal(name.toLowerCase())) return { address: '127.0.0.1', family: 4 };
    if (!guard.knows(name.toLowerCase())) throw refusal('getaddrinfo', name);
    return { address: guard.addressFor(name.toLowerCase()), family: 4 };
  };
  const wantsAll = (options: unknown): boolean =>
    typeof options === 'object' && options !== null && (options as { all?: boolean }).all === true;
  const lookup = (name: string, ...rest: unknown[]): void => {
    const done = rest.at(-1) as (error: Error | null, address?: string | Found[], family?: number) => void;
    process.nextTick(() => {
      let found: Found;
      try {
        found = answer(name);
      } catch (error) {
        done(error as Error);
        return;
      }
      if (wantsAll(rest[0])) done(null, [found]);
      else done(null, found.address, found.family);
    });
  };
  const later = async (name: string, options?: unknown): Promise<Found | Found[]> => (wantsAll(options) ? [answer(name)] : answer(name));
  // IPv6 of this machine is asked for by address; `localhost` is where servers of a rehearsal listen.
  dns.lookup = Object.assign(lookup, { __promisify__: later }) as unknown as typeof dns.lookup;
  dns.promises.lookup = later as typeof dns.promises.lookup;
}

/** Questions for records go to the edge's name server, or to those public ones that the edge stands in for. */
export function guardResolvers(guard: Guard): void {
  const confined = <R extends typeof dns.Resolver | typeof dns.promises.Resolver>(Base: R): R => {
    const { setServers } = Base.prototype;
    Base.prototype.setServers = function (servers: readonly string[]) {
      setServers.call(
        this as never,
        servers.map((one) => guard.server(one)),
      );
    };
    const Confined = class extends (Base as typeof dns.Resolver) {
      constructor(options?: dns.ResolverOptions) {
        super(options);
        setServers.call(this as never, [guard.resolver()]);
      }
    };
    return Object.defineProperty(Confined, 'name', { value: 'Resolver' }) as unknown as R;
  };
  dns.Resolver = confined(dns.Resolver);
  dns.promises.Resolver = confined(dns.promises.Resolver);
  // Making a resolver takes longer than all the rest (2.9 ms), and few programs ask one anything: it is made when it is asked. Node's own is never asked.
  const resolvers = { callback: once(() => new dns.Resolver()), promise: once(() => new dns.promises.Resolver()) };
  askInstead(dns, resolvers.callback);
  askInstead(dns.promises, resolvers.promise);
  dns.setServers = dns.promises.setServers = (servers) => {
    resolvers.callback().setServers(servers);
    resolvers.promise().setServers(servers);
  };
}

/** Questions to the resolver that all parts of a program share go to another one. */
function askInstead(shared: object, resolver: () => object): void {
  const asks = shared as Record<string, unknown>;
  for (const name of Object.keys(asks).filter((one) => /^(resolve|reverse|getServers)/.test(one)))
    asks[name] = (...given: unknown[]): unknown => {
      const instead = resolver() as Record<string, (...given: unknown[]) => unknown>;
      return instead[name]?.(...given);
    };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
