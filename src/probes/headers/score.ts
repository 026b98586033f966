/**
 * Security headers, scored by the published rules of MDN's HTTP Observatory: 100 points, penalties off, and bonuses on top only for those who have 90 left.
 * https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring
 * Whether browsers have the site on their preload list is not looked up (the list is theirs): `hsts-preloaded` and its 5 points are never given here.
 */
import { exits, OperatorError } from '../../core/errors.ts';
import type { HttpProbeOptions } from '../http/ask.ts';
import { type Observed, observe, type SitePorts } from './observe.ts';
import { type Finding, meaningOf, modifierOf, type TestName, type TestResult } from './results.ts';
import { scoreContentTypeOptions } from './rules/content-type-options.ts';
import { scoreCookies } from './rules/cookies.ts';
import { scoreCsp } from './rules/csp.ts';
import { scoreFrameOptions } from './rules/frame-options.ts';
import { scoreHsts } from './rules/hsts.ts';
import { scoreRedirection } from './rules/redirection.ts';
import { scoreReferrerPolicy } from './rules/referrer-policy.ts';
import { scoreResourcePolicy } from './rules/resource-policy.ts';
import { scoreSharing } from './rules/sharing.ts';
import { scoreSubresources } from './rules/subresources.ts';

export type Grade = 'A+' | 'A' | 'A-' | 'B+' | 'B' | 'B-' | 'C+' | 'C' | 'C-' | 'D+' | 'D' | 'D-' | 'F';

export interface HeaderTest {
  test: TestName;
  /** As the Observatory calls it: `csp-not-implemented`. */
  result: TestResult;
  /** Points: negative off, positive on top. */
  modifier: number;
  /** False when it costs points. */
  pass: boolean;
  saw: string;
  reason: string;
}

export interface HeaderScore {
  /** What was asked for. */
  url: string;
  /** The address whose headers were scored. */
  final: string;
  status: number;
  /** 0 … 145 */
  score: number;
  grade: Grade;
  /** What the penalties left of 100; bonuses count from 90 on. */
  withoutBonus: number;
  /** Whether the bonuses were added. */
  bonusCounts: boolean;
  tests: readonly HeaderTest[];
  rules: string;
}

const rules = 'MDN HTTP Observatory, version 5 of the published rules (computed here)';

const scorers: Readonly<Record<TestName, (observed: Observed & { page: NonNullable<Observed['page']> }) => Finding>> = {
  'content-security-policy': scoreCsp,
  cookies: scoreCookies,
  'cross-origin-resource-sharing': scoreSharing,
  redirection: scoreRedirection,
  'referrer-policy': scoreReferrerPolicy,
  'strict-transport-security': scoreHsts,
  'subresource-integrity': scoreSubresources,
  'x-content-type-options': scoreContentTypeOptions,
  'x-frame-options': scoreFrameOptions,
  'cross-origin-resource-policy': scoreResourcePolicy,
};

/** Where each grade begins. */
const grades: readonly (readonly [from: number, grade: Grade])[] = [
  [100, 'A+'],
  [90, 'A'],
  [85, 'A-'],
  [80, 'B+'],
  [70, 'B'],
  [65, 'B-'],
  [60, 'C+'],
  [50, 'C'],
  [45, 'C-'],
  [40, 'D+'],
  [30, 'D'],
  [25, 'D-'],
  [0, 'F'],
];

export function gradeOf(score: number): Grade {
  return grades.find(([from]) => score >= from)?.[1] ?? 'F';
}

export interface HeaderProbeOptions extends HttpProbeOptions {
  /** For servers that do not stand at 80 and 443; a scheme without a port is not asked. */
  ports?: SitePorts;
}

/**
 * Asks a site over https and http and scores what it says.
 * @param url `https://kingdom77.com`, or the bare name
 * @throws OperatorError when neither https nor http answers
 */
export async function scoreHeaders(url: string | URL, options: HeaderProbeOptions): Promise<HeaderScore> {
  const address = typeof url === 'string' && !url.includes('://') ? new URL(`https://${url}`) : new URL(url);
  const observed = await observe(address, options);
  const { page } = observed;
  if (page) return { url: address.href, ...scoreObserved({ ...observed, page }) };
  const failures = [observed.https, observed.http].filter(({ hops }) => hops.length > 0);
  throw new OperatorError({
    what: `${address.host} does not answer: ${failures.map(({ from, hops, end }) => `${from} ${hops.at(-1)?.code ?? end}`).join(', ')}`,
    fix: `look at its names and its certificate: k77 probe dns ${address.hostname}, k77 probe tls ${address.hostname}`,
    exit: exits.failed,
  });
}

/** Pure: the same observation gives the same score. */
export function scoreObserved(observed: Observed & { page: NonNullable<Observed['page']> }): Omit<HeaderScore, 'url'> {
  const tests = (Object.keys(scorers) as TestName[]).map((test): HeaderTest => {
    const { result, saw } = scorers[test](observed);
    const modifier = modifierOf(result);
    return { test, result, modifier, pass: modifier >= 0, saw, reason: meaningOf(result) };
  });
  const sum = (which: (modifier: number) => boolean): number =>
    tests.filter(({ modifier }) => which(modifier)).reduce((total, { modifier }) => total + modifier, 0);
  const withoutBonus = 100 + sum((modifier) => modifier < 0);
  const bonusCounts = withoutBonus >= 90;
  const score = Math.max(0, bonusCounts ? withoutBonus + sum((modifier) => modifier > 0) : withoutBonus);
  return {
    final: observed.page.url.href,
    status: observed.page.status,
    score,
    grade: gradeOf(score),
    withoutBonus: Math.max(0, withoutBonus),
    bonusCounts,
    tests,
    rules,
  };
}
