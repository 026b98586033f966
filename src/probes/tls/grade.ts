/**
 * A local grade: SSL Labs' "SSL Server Rating Guide", revision 2009r, applied on this machine to what `probeTls` saw. It is not SSL Labs' own grade: that one also
 * tries attacks and simulates sixty browsers; what is left out is listed in `untested`.
 */
import { type Facts, factsOf } from './grade-facts.ts';
import { capRules, type Rule } from './grade-rules.ts';
import { trustRules } from './grade-trust.ts';
import type { SuiteSeen, TlsSeen, TlsVersion } from './seen.ts';

export type Letter = 'A+' | 'A' | 'A-' | 'B' | 'C' | 'D' | 'E' | 'F' | 'T' | 'M';

/** One rule that held the grade down. */
export interface Cap {
  id: string;
  to: Letter;
  /** What was seen, for people. */
  why: string;
  /** The revision of the guide that brought the rule. */
  since: string;
  see: string;
}

export interface LocalGrade {
  letter: Letter;
  /** What it would be if certificate and name were in order: SSL Labs' "if trust issues are ignored". */
  ignoringTrust: Letter;
  guide: string;
  see: string;
  /** 0 to 100: 30 % protocol, 30 % key exchange, 40 % cipher strength; 0 when one of them is 0. */
  score: number;
  scores: { protocol: number; keyExchange: number; cipher: number };
  /** Every rule that applies, strictest first, whether or not it decided. */
  caps: readonly Cap[];
  /** Why it is A and not A+; undefined otherwise. */
  notPlus: string | undefined;
  /** What the guide asks and this probe does not try. */
  untested: readonly string[];
}

export const ratingGuide = {
  name: 'SSL Labs SSL Server Rating Guide 2009r (16 May 2025)',
  see: 'https://github.com/ssllabs/research/wiki/SSL-Server-Rating-Guide',
};

const untested = [
  'attacks that must be tried: Heartbleed, CCS injection, ROBOT, Ticketbleed, CVE-2016-2107, padding oracles in CBC (POODLE for TLS, Zombie, GOLDENDOODLE)',
  'DROWN through another server with the same key',
  'weak keys of Debian 2008, RSA exponent 1',
  'revocation beyond a stapled answer (CRL, OCSP), and what an authority is distrusted for by date',
  'what sixty simulated browsers would agree on; the order of suites stands in for them',
];

/** Six months as the guide means them. */
const longHstsSeconds = 180 * 86_400;
const best = ['A+', 'A', 'A-', 'B', 'C', 'D', 'E', 'F'] as const;
const severity = (letter: Letter): number =>
  letter === 'T' ? best.length + 1 : letter === 'M' ? best.length : best.indexOf(letter as (typeof best)[number]);

/** @returns undefined for a server that agreed on nothing: there is nothing to grade */
export function gradeOf(seen: TlsSeen): LocalGrade | undefined {
  if (seen.state !== 'tls') return undefined;
  const facts = factsOf(seen);
  const scores = scoresOf(facts);
  const zero = Object.values(scores).includes(0);
  const score = zero ? 0 : Math.round(scores.protocol * 0.3 + scores.keyExchange * 0.3 + scores.cipher * 0.4);
  const [trust, caps] = [applied(trustRules, facts), applied(capRules, facts)];
  const capped = worst([letterOf(score), ...caps.map(({ to }) => to)]);
  const plus = whyNotPlus(facts);
  const ignoringTrust = capped === 'A' && plus === undefined ? 'A+' : capped;
  return {
    letter: worst([ignoringTrust, ...trust.map(({ to }) => to)]),
    ignoringTrust,
    guide: ratingGuide.name,
    see: ratingGuide.see,
    score,
    scores,
    caps: [...trust, ...caps].sort((one, other) => severity(other.to) - severity(one.to)),
    notPlus: capped === 'A' ? plus : undefined,
    untested,
  };
}

function applied(rules: readonly Rule[], facts: Facts): Cap[] {
  return rules.flatMap(({ id, to, since, see, why }) => {
    const seen = why(facts);
    return seen === undefined ? [] : [{ id, to, why: seen, since, see }];
  });
}

function worst(letters: readonly Letter[]): Letter {
  return letters.reduce((one, other) => (severity(other) > severity(one) ? other : one));
}

/** Table 1 of the guide. */
export function letterOf(score: number): Letter {
  const steps = [
    [80, 'A'],
    [65, 'B'],
    [50, 'C'],
    [35, 'D'],
    [20, 'E'],
  ] as const;
  return steps.find(([least]) => score >= least)?.[1] ?? 'F';
}

/** Good configuration, no warnings, and HSTS for six months at least (2009e); SHA-2 all along the chain (2009i) is a rule of its own. */
function whyNotPlus({ hsts }: Facts): string | undefined {
  const age = hsts?.maxAge ?? 0;
  return age >= longHstsSeconds ? undefined : `HSTS lasts ${Math.floor(age / 86_400)} days, A+ takes 180`;
}

/** Table 3. */
const protocolScores: Record<TlsVersion, number> = {
  'SSL 2': 0,
  'SSL 3': 80,
  'TLS 1.0': 90,
  'TLS 1.1': 95,
  'TLS 1.2': 100,
  'TLS 1.3': 100,
};

function scoresOf(facts: Facts): LocalGrade['scores'] {
  const protocols = facts.chosen.map(({ version }) => protocolScores[version]);
  return {
    protocol: middle(protocols),
    keyExchange: Math.min(...facts.suites.map((suite) => exchangeScore(suite, facts.keyBits)), 100),
    cipher: middle(facts.suites.map(({ bits }) => cipherScore(bits))),
  };
}

/** Half-way between the best and the worst. */
function middle(values: readonly number[]): number {
  return values.length === 0 ? 0 : (Math.max(...values) + Math.min(...values)) / 2;
}

/** Table 4: the weaker of the key and what is agreed on with it. */
function exchangeScore({ authentication, exportGrade, keyExchange: { rsaBits } }: SuiteSeen, keyBits: number | undefined): number {
  if (authentication === 'none') return 0;
  const bits = Math.min(rsaBits ?? Number.POSITIVE_INFINITY, keyBits ?? Number.POSITIVE_INFINITY);
  if (bits < 512) return 20;
  if (exportGrade || bits < 1024) return 40;
  if (bits < 2048) return 80;
  return bits < 4096 ? 90 : 100;
}

/** Table 5. */
function cipherScore(bits: number): number {
  if (bits === 0) return 0;
  if (bits < 128) return 20;
  return bits < 256 ? 80 : 100;
}
