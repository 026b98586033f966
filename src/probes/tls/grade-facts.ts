/** What the rules of the rating guide look at, gathered once from what was seen. */
import type { ChainSeen, FeaturesSeen, HstsSeen, NamesSeen, StaplingSeen, SuiteSeen, TlsSeen, TlsVersion } from './seen.ts';

export interface Facts {
  offers(version: TlsVersion): boolean;
  suitesOf(version: TlsVersion): readonly SuiteSeen[];
  best: TlsVersion | undefined;
  /** Of all versions. */
  suites: readonly SuiteSeen[];
  /** What each version takes when everything is offered. */
  chosen: readonly { version: TlsVersion; suite: SuiteSeen }[];
  /** What the best version takes. */
  favourite: SuiteSeen | undefined;
  /** Strength of the leaf's key, as RSA. */
  keyBits: number | undefined;
  /** The smallest Diffie-Hellman field seen. */
  dhBits: number | undefined;
  /** In what was sent, self-signed roots apart: their signatures protect nothing. */
  weakSignature: 'SHA-1' | 'MD' | undefined;
  chain: ChainSeen | undefined;
  names: NamesSeen | undefined;
  features: FeaturesSeen | undefined;
  stapling: StaplingSeen | undefined;
  hsts: HstsSeen | undefined;
}

export function factsOf({ protocols, chain, names, features, stapling, http }: TlsSeen): Facts {
  const offered = protocols.filter((protocol) => protocol.offered);
  const suites = offered.flatMap((protocol) => protocol.suites);
  const chosen = offered.flatMap(({ version, suites: [suite] }) => (suite ? [{ version, suite }] : []));
  const dh = suites.flatMap(({ keyExchange: { kind, bits } }) => (kind === 'DHE' && bits !== undefined ? [bits] : []));
  const signatures = (chain?.sent ?? []).filter(({ selfSigned }) => !selfSigned).map(({ signature }) => signature);
  return {
    offers: (version) => offered.some((protocol) => protocol.version === version),
    suitesOf: (version) => offered.find((protocol) => protocol.version === version)?.suites ?? [],
    best: offered.at(-1)?.version,
    suites,
    chosen,
    favourite: chosen.at(-1)?.suite,
    keyBits: chain?.leaf.key.rsaBits,
    dhBits: dh.length > 0 ? Math.min(...dh) : undefined,
    weakSignature: signatures.some((name) => /^md\d/.test(name))
      ? 'MD'
      : signatures.some((name) => /sha1/i.test(name))
        ? 'SHA-1'
        : undefined,
    chain,
    names,
    features,
    stapling,
    hsts: http?.hsts,
  };
}

/** The words, when the case is given. */
export function caseOf(given: unknown, words: string): string | undefined {
  return given ? words : undefined;
}
