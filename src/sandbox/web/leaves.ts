/**
 * Certificates of web hosts. All of them are made for one key, so that one pin is enough for a browser that cannot be given an authority; they are kept
 * between runs and renewed before they expire.
 */
import { createHash } from 'node:crypto';
import { X509Certificate } from '@peculiar/x509';
import type { Clock } from '../../core/ports.ts';
import type { Authority, Certificate } from '../certificates.ts';

/** By names and days: `kingdom77.test *.kingdom77.test 90`. */
export type KeptLeaves = Readonly<Record<string, Certificate>>;

const usualDays = 90;
/** A leaf is renewed when less than this part of its life is left, as certificate services do. */
const renewAt = 1 / 3;

export class Leaves {
  readonly #clock: Clock;
  readonly #authority: () => Promise<Authority>;
  readonly #keep: (leaves: KeptLeaves) => Promise<void>;
  readonly #leaves = new Map<string, Promise<Certificate>>();
  #kept: Record<string, Certificate>;
  /** The first leaf, whose key the others share. */
  #first: Promise<Certificate> | undefined;

  constructor(about: {
    clock: Clock;
    authority(): Promise<Authority>;
    kept: KeptLeaves | undefined;
    keep(leaves: KeptLeaves): Promise<void>;
  }) {
    this.#clock = about.clock;
    this.#authority = about.authority;
    this.#keep = about.keep;
    this.#kept = { ...about.kept };
    const [first] = Object.values(this.#kept);
    this.#first = first && Promise.resolve(first);
  }

  /** The same certificate for the same names, until it is time to renew it. `days` of a host that says so itself are its own affair: never renewed. */
  get(names: readonly string[], days?: number): Promise<Certificate> {
    const key = `${names.join(' ')} ${days ?? usualDays}`;
    const known = this.#leaves.get(key) ?? this.#fromKept(key);
    const leaf =
      known?.then((one) => (days === undefined && this.#isOld(one) ? this.#issue(key, names, days) : one)) ?? this.#issue(key, names, days);
    this.#leaves.set(key, leaf);
    leaf.catch(() => this.#leaves.delete(key));
    return leaf;
  }

  /** SHA-256 of the key of every leaf, base64. */
  async pin(): Promise<string> {
    const { certificate } = await (this.#first ?? this.get(['edge.k77.test']));
    return createHash('sha256')
      .update(Buffer.from(new X509Certificate(certificate).publicKey.rawData))
      .digest('base64');
  }

  #fromKept(key: string): Promise<Certificate> | undefined {
    const kept = this.#kept[key];
    return kept && Promise.resolve(kept);
  }

  async #issue(key: string, names: readonly string[], days = usualDays): Promise<Certificate> {
    const first = this.#first;
    const made = this.#authority().then(async (authority) => authority.issue(names, days, await first));
    this.#first ??= made;
    const leaf = await made;
    this.#kept = { ...this.#kept, [key]: leaf };
    await this.#keep(this.#kept);
    return leaf;
  }

  #isOld({ certificate }: Certificate): boolean {
    const { notBefore, notAfter } = new X509Certificate(certificate);
    const left = notAfter.getTime() - this.#clock.now().getTime();
    return left < (notAfter.getTime() - notBefore.getTime()) * renewAt;
  }
}
