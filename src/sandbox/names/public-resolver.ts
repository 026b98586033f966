/**
 * A public resolver: caches what it found for as long as it may, and sees changes of the world only after its own delay.
 */
import { plainName } from '../../ports/dns-canonical.ts';
import type { DnsMessage, DnsQuestion, Resource } from '../../ports/dns-message.ts';
import { withoutSecurity } from './authority.ts';
import { responseTo } from './name-server.ts';
import { type Asking, type Resolved, resolve } from './recursion.ts';

/** How long resolvers remember that a name could not be resolved, seconds. */
const failureTtl = 1;

interface Kept {
  found: Resolved;
  /** Unix seconds. */
  at: number;
  ttl: number;
}

export class Cache {
  readonly #kept = new Map<string, Kept>();

  /** @param atMost upper bound for how long anything is kept, seconds. TTLs of the answer are what is left of them */
  answer(question: DnsQuestion, asking: Asking, atMost: number): Resolved {
    const key = `${plainName(question.name)} ${question.type}`;
    const known = this.#kept.get(key);
    if (known && asking.now < known.at + Math.min(known.ttl, atMost)) return aged(known.found, asking.now - known.at, atMost);
    const found = resolve(question, asking);
    this.#kept.set(key, { found, at: asking.now, ttl: lifetimeOf(found) });
    return aged(found, 0, atMost);
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** The shortest TTL of what was found; for what does not exist, what the zone's SOA says. RFC 2308, section 5 */
function lifetimeOf({ rcode, answers, authorities }: Resolved): number {
  if (rcode === 'SERVFAIL') return failureTtl;
  const soa = authorities.find((one) => one.type === 'SOA');
  const negative = soa ? [Math.min(soa.ttl, soa.data.minimum)] : [];
  return Math.min(...answers.map(({ ttl }) => ttl), ...negative, ...(answers.length + negative.length === 0 ? [failureTtl] : []));
}

function aged(found: Resolved, seconds: number, atMost: number): Resolved {
  const older = (records: readonly Resource[]): Resource[] =>
    records.map((one) => ({ ...one, ttl: Math.max(0, Math.ceil(Math.min(one.ttl, atMost) - seconds)) }));
  return { ...found, answers: older(found.answers), authorities: older(found.authorities), additionals: [] };
}

/** Signatures only for those who ask; what does not validate only for those who want to check themselves. */
export function recursiveResponse(query: DnsMessage, found: Resolved): DnsMessage {
  const { checkingDisabled } = query.flags;
  if (found.rcode === 'SERVFAIL' || (found.security === 'bogus' && !checkingDisabled))
    return responseTo(query, { rcode: 'SERVFAIL', flags: { ...query.flags, recursionAvailable: true, authentic: false } });
  const wants = query.edns?.dnssec === true;
  const told = wants ? found : withoutSecurity(found, query.question?.type ?? 'A');
  const authentic = found.security === 'secure' && !checkingDisabled && (wants || query.flags.authentic);
  const { rcode, answers, authorities } = told;
  return responseTo(query, {
    rcode,
    answers,
    authorities,
    flags: { ...query.flags, authoritative: false, recursionAvailable: true, authentic },
  });
}
