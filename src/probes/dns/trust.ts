/**
 * The keys of zones, believed as far as their parents vouch for them: root → top-level domain → zone. RFC 4035, section 5
 */
import { labelsOf, plainName } from '../../ports/dns-canonical.ts';
import type { DnsKey, DnsSigner, Resource } from '../../ports/dns-message.ts';
import { isKeyOf, isKnown, keyTagOf, signerOf } from '../../ports/dns-security.ts';
import { isSilence } from './ask.ts';
import { problemWith } from './signatures.ts';
import type { Source } from './source.ts';

/** A key as a tool or a dashboard names it. `digest` in upper-case hexadecimal. */
export interface SignerFacts {
  keyTag: number;
  algorithm: number;
  digestType: number;
  digest: string;
}

export type Trust =
  | { state: 'trusted'; zone: string; keys: readonly DnsKey[]; signers: readonly DnsSigner[] }
  /** Up to `zone` all is signed; of what comes below, the parent knows no key. */
  | { state: 'unsigned'; zone: string; why: string }
  | { state: 'broken'; zone: string; why: string }
  | { state: 'unknown'; zone: string; why: string };

/** Digests of the root's keys, https://data.iana.org/root-anchors/root-anchors.xml */
export const rootAnchors: readonly SignerFacts[] = [
  { keyTag: 20326, algorithm: 8, digestType: 2, digest: 'E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D' },
  { keyTag: 38696, algorithm: 8, digestType: 2, digest: '683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16' },
];

/** Believes zones for one measurement. */
export class Trusting {
  readonly #source: Source;
  readonly #now: number;
  readonly #anchors: readonly SignerFacts[] | undefined;
  readonly #known = new Map<string, Promise<Trust>>();

  /** @param now Unix seconds. @param anchors undefined believes what the root says of itself, as in a rehearsal */
  constructor(source: Source, now: number, anchors: readonly SignerFacts[] | undefined) {
    this.#source = source;
    this.#now = now;
    this.#anchors = anchors;
  }

  /** The trust that reaches a name: in the nearest signed zone that holds it, or why none reaches. @param below DS records belong to the parent: stop above */
  async reaching(name: string, below = false): Promise<Trust> {
    const labels = labelsOf(name);
    let trust = await this.#remember('.', () => this.#root());
    for (let count = 1; count <= labels.length - (below ? 1 : 0) && trust.state === 'trusted'; count++) {
      const above: Extract<Trust, { state: 'trusted' }> = trust;
      const at = labels.slice(labels.length - count).join('.');
      trust = await this.#remember(at, () => this.#step(above, at));
    }
    return trust;
  }

  #remember(zone: string, find: () => Promise<Trust>): Promise<Trust> {
    const found = this.#known.get(zone) ?? find();
    this.#known.set(zone, found);
    return found;
  }

  async #root(): Promise<Trust> {
    const reply = await this.#source({ name: '.', type: 'DNSKEY' });
    if (isSilence(reply)) return { state: 'unknown', zone: '.', why: reply.message };
    const keys = keysIn(reply.answers);
    const told = keys.flatMap((key) => signerOf('.', key) ?? []);
    const anchors = this.#anchors?.map((anchor) => ({ ...anchor, digest: Buffer.from(anchor.digest, 'hex') })) ?? told;
    // The real root is signed: whoever shows no keys of it does not pass signatures on.
    if (keys.length === 0)
      return { state: this.#anchors ? 'unknown' : 'unsigned', zone: '.', why: `${reply.server} shows no keys of the root` };
    return this.#believe('.', reply.answers, anchors);
  }

  /** One name further down: the same zone, a signed zone below, an unsigned one, or a broken one. */
  async #step(above: Extract<Trust, { state: 'trusted' }>, name: string): Promise<Trust> {
    const reply = await this.#source({ name, type: 'DS' });
    if (isSilence(reply)) return { state: 'unknown', zone: name, why: reply.message };
    if (reply.rcode !== 'NOERROR' && reply.rcode !== 'NXDOMAIN')
      return { state: 'unknown', zone: name, why: `${reply.server} answered ${reply.rcode} for DS` };
    const own = reply.answers.filter((one) => plainName(one.name) === plainName(name));
    const signers = own.flatMap((one) => (one.type === 'DS' ? [one.data] : []));
    if (signers.length > 0) {
      const problem = problemWith(own, above, this.#now);
      if (problem) return { state: 'broken', zone: name, why: `at the parent: ${problem}` };
      if (!signers.some((one) => isKnown(one.algorithm, one.digestType)))
        return { state: 'unsigned', zone: name, why: 'the parent knows only keys of algorithms that are not known here' };
      const keys = await this.#source({ name, type: 'DNSKEY' });
      if (isSilence(keys)) return { state: 'unknown', zone: name, why: keys.message };
      return this.#believe(name, keys.answers, signers);
    }
    if (reply.rcode === 'NXDOMAIN' || !(await this.#isZone(name))) return above;
    const problem = problemWith(
      reply.authorities.filter((one) => one.type !== 'NS'),
      above,
      this.#now,
    );
    if (problem) return { state: 'broken', zone: name, why: `the parent's proof that there is no DS record: ${problem}` };
    return { state: 'unsigned', zone: name, why: 'the parent has no DS record' };
  }

  async #isZone(name: string): Promise<boolean> {
    const reply = await this.#source({ name, type: 'SOA' });
    // Nobody answers for a zone that is delegated: lame. A name within the zone above would have been answered.
    if (isSilence(reply)) return true;
    return [...reply.answers, ...reply.authorities].some((one) => one.type === 'SOA' && plainName(one.name) === plainName(name));
  }

  #believe(zone: string, answers: readonly Resource[], signers: readonly DnsSigner[]): Trust {
    const keys = keysIn(answers);
    if (keys.length === 0)
      return { state: 'broken', zone, why: `the parent has a DS record (${tags(signers)}), but the zone shows no key` };
    const vouched = keys.filter((key) => signers.some((signer) => isKeyOf(zone, key, signer)));
    if (vouched.length === 0)
      return {
        state: 'broken',
        zone,
        why: `no key of the zone (${keys.map(keyTagOf).join(', ')}) matches the DS record of the parent (${tags(signers)})`,
      };
    const problem = problemWith(answers, { zone, keys: vouched }, this.#now);
    if (problem) return { state: 'broken', zone, why: `the keys of ${zone}: ${problem}` };
    return { state: 'trusted', zone, keys, signers };
  }
}

function keysIn(answers: readonly Resource[]): DnsKey[] {
  return answers.flatMap((one) => (one.type === 'DNSKEY' && (one.data.flags & zoneKey) !== 0 ? [one.data] : []));
}

/** Only keys with this flag sign zones. RFC 4034, section 2.1.1 */
const zoneKey = 0x0100;

function tags(signers: readonly DnsSigner[]): string {
  return signers.map(({ keyTag }) => keyTag).join(', ');
}
