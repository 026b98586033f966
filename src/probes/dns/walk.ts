/**
 * From the root down to the servers that know: who delegates a zone to whom, and what an authority answers. Asks no resolver.
 */
import { type DnsReply, rootServers } from '../../ports/dns.ts';
import { isWithin, labelsOf, parentOf, plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion, ResourceOf } from '../../ports/dns-message.ts';
import { ask, type DnsOptions, isSilence, type Silence } from './ask.ts';

/** A name server with its addresses; none when its name leads nowhere. */
export interface Host {
  name: string;
  addresses: readonly string[];
}

/** A zone as its parent hands it over. */
export interface Cut {
  zone: string;
  /** The zone that delegates; absent for the root. */
  parent: string | undefined;
  /** What the parent says, with TTLs. */
  nameservers: readonly ResourceOf<'NS'>[];
  /** What the parent says about addresses of servers that lie within. */
  glue: ReadonlyMap<string, readonly string[]>;
}

export interface Walked {
  /** The authority's answer, or what the last server said that was asked. */
  reply: DnsReply | Silence;
  /** The nearest zone that was handed over on the way. */
  cut: Cut;
}

const deepest = 16;
/** Servers of a zone that are tried before it counts as silent. */
const patience = 4;
const deepestHosts = 6;

/** Remembers delegations and addresses for one measurement. */
export class Walker {
  readonly #options: DnsOptions;
  readonly #cuts = new Map<string, Cut>();
  readonly #hosts = new Map<string, Promise<Host>>();
  readonly #answers = new Map<string, Promise<Walked>>();

  constructor(options: DnsOptions) {
    this.#options = options;
    const roots = options.roots ?? rootServers.map(({ address }) => address);
    const nameservers = roots.map((_, nth): ResourceOf<'NS'> => ({ name: '.', type: 'NS', ttl: 0, data: `root-${nth}` }));
    const glue = new Map(roots.map((address, nth) => [`root-${nth}`, [address]]));
    this.#cuts.set('.', { zone: '.', parent: undefined, nameservers, glue });
  }

  /** What an authority answers, signatures included. Questions for DS go to the parent, which keeps them. */
  ask(question: DnsQuestion, depth = 0): Promise<Walked> {
    const key = `${plainName(question.name)} ${question.type}`;
    const known = this.#answers.get(key) ?? this.#walk(question, depth);
    this.#answers.set(key, known);
    return known;
  }

  async #walk(question: DnsQuestion, depth: number): Promise<Walked> {
    let cut = this.#nearest(question.type === 'DS' ? parentOf(question.name) : plainName(question.name));
    for (let step = 0; ; step++) {
      const reply = await this.#askZone(cut, question, depth);
      const next = isSilence(reply) || isAnswer(reply) ? undefined : referralIn(reply, cut, question.name);
      if (!next || step >= deepest) return { reply, cut };
      this.#cuts.set(next.zone, next);
      cut = next;
    }
  }

  #nearest(name: string): Cut {
    const found = [...this.#cuts.values()].filter((cut) => isWithin(name, cut.zone));
    const [first] = found.sort((a, b) => labelsOf(b.zone).length - labelsOf(a.zone).length);
    if (!first) throw new Error('the root is nowhere');
    return first;
  }

  /** The first of a zone's servers that answers as one that knows. */
  async #askZone(cut: Cut, question: DnsQuestion, depth: number): Promise<DnsReply | Silence> {
    let last: DnsReply | Silence = { server: cut.zone, why: 'unreachable', message: `no name server of ${cut.zone} has an address` };
    let tried = 0;
    for (const { data } of cut.nameservers) {
      for (const server of (await this.host(data, cut, depth)).addresses.slice(0, 1)) {
        if (tried++ >= patience) return last;
        const reply = await ask({ ...question, server, recurse: false, dnssec: true }, this.#options);
        if (!isSilence(reply) && (isAnswer(reply) || referralIn(reply, cut, question.name))) return reply;
        last = reply;
      }
    }
    return last;
  }

  /** Addresses of a name server: what the parent says when the server lies within the zone, else what its own zone says. */
  host(name: string, cut: Cut, depth = 0): Promise<Host> {
    const plain = plainName(name);
    const glue = cut.glue.get(plain);
    if (glue) return Promise.resolve({ name: plain, addresses: glue });
    const known = this.#hosts.get(plain) ?? this.#lookUp(plain, depth);
    this.#hosts.set(plain, known);
    return known;
  }

  async #lookUp(name: string, depth: number): Promise<Host> {
    if (depth >= deepestHosts) return { name, addresses: [] };
    for (const type of ['A', 'AAAA'] as const) {
      const { reply } = await this.ask({ name, type }, depth + 1);
      const addresses = isSilence(reply) ? [] : reply.answers.flatMap((one) => (one.type === type ? [one.data] : []));
      if (addresses.length > 0) return { name, addresses };
    }
    return { name, addresses: [] };
  }

  /** Why no root can be asked from here; many networks answer in the place of every server. undefined when one of them answers as the root. */
  async blocked(): Promise<string | undefined> {
    const { reply } = await this.ask({ name: '.', type: 'SOA' });
    if (isSilence(reply)) return reply.message;
    if (isAnswer(reply)) return undefined;
    return `${reply.server} answered ${reply.rcode} and not as the root: something on the way answers in its place`;
  }

  /** The delegation of a zone, as its parent tells it; undefined when no parent was seen handing it over. */
  cutOf(zone: string): Cut | undefined {
    return this.#cuts.get(plainName(zone));
  }
}

/** An authority's word; also "there is none". */
function isAnswer({ flags, rcode }: DnsReply): boolean {
  return flags.authoritative && (rcode === 'NOERROR' || rcode === 'NXDOMAIN');
}

/** Where a reply sends us on, when that is nearer to the name. Addresses count only within the zone of who tells them. */
export function referralIn(reply: DnsReply, from: Cut, name: string): Cut | undefined {
  const nameservers = reply.authorities.flatMap((one) => (one.type === 'NS' ? [one] : []));
  const zone = plainName(nameservers[0]?.name ?? '.');
  if (nameservers.length === 0 || zone === from.zone || !isWithin(zone, from.zone) || !isWithin(name, zone)) return undefined;
  const glue = new Map<string, string[]>();
  for (const one of reply.additionals) {
    if (one.type !== 'A' || !isWithin(one.name, from.zone)) continue;
    glue.set(plainName(one.name), [...(glue.get(plainName(one.name)) ?? []), one.data]);
  }
  return { zone, parent: from.zone, nameservers, glue };
}
