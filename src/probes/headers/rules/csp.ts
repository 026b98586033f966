/**
 * Content-Security-Policy. All policies of a page hold at once: something is allowed only where every one of them allows it (https://www.w3.org/TR/CSP3/#multiple-policies).
 */
import { headerValues } from '../../../ports/web.ts';
import type { Page } from '../observe.ts';
import { isHashOrNonce, type Policy, readPolicies } from '../policy.ts';
import type { Finding, TestResult } from '../results.ts';

type Sources = readonly string[];

/** Sources that anybody can be behind. */
const isBroad = (source: string): boolean => /^(\*|(https?|ftp):|(https?|ftp):\/\/\*)$/.test(source);
/** Sources that let in what somebody wrote into the page. */
const isUnsafe = (source: string): boolean => isBroad(source) || source === 'data:' || source === "'unsafe-inline'";
const isEval = (source: string): boolean => source === "'unsafe-eval'";
const isOverHttp = (source: string): boolean => /^(http|ftp):/.test(source);

const passive = ['img-src', 'media-src'];

export function scoreCsp({ page }: { page: Page }): Finding {
  const headers = headerValues(page.headers, 'content-security-policy');
  const given = [...headers, ...(page.document?.policies ?? []).filter((content) => content.trim() !== '')];
  if (given.length === 0) return without(page);
  const policies = readPolicies(given);
  return { result: policies ? judge(policies, page.url.protocol === 'https:') : 'csp-header-invalid', saw: given.join(' , ') };
}

function without({ headers }: Page): Finding {
  const reporting = headerValues(headers, 'content-security-policy-report-only');
  return reporting.length > 0
    ? { result: 'csp-not-implemented-but-reporting-enabled', saw: reporting.join(' , ') }
    : { result: 'csp-not-implemented', saw: 'no header and no <meta>' };
}

function judge(policies: readonly Policy[], secure: boolean): TestResult {
  const scripts = policies.map((policy) => sourcesOf(policy, 'script-src'));
  const objects = policies.map((policy) => sourcesOf(policy, 'object-src'));
  const styles = policies.map((policy) => sourcesOf(policy, 'style-src'));
  // Nothing says which script may load the others.
  if (scripts.some((sources) => sources.includes("'strict-dynamic'") && !sources.some(isHashOrNonce))) return 'csp-header-invalid';
  if (everyAllows(scripts.map(narrowed), isUnsafe) || everyAllows(objects, isBroad)) return 'csp-implemented-with-unsafe-inline';
  if (secure && names(policies).some((name) => !passive.includes(name) && overHttp(policies, name)))
    return 'csp-implemented-with-insecure-scheme';
  if (secure && passive.some((name) => overHttp(policies, name))) return 'csp-implemented-with-insecure-scheme-in-passive-content-only';
  if (everyAllows(scripts, isEval) || everyAllows(styles, isEval)) return 'csp-implemented-with-unsafe-eval';
  if (everyAllows(styles.map(narrowed), isUnsafe)) return 'csp-implemented-with-unsafe-inline-in-style-src-only';
  return policies.some(isClosed) ? 'csp-implemented-with-no-unsafe-default-src-none' : 'csp-implemented-with-no-unsafe';
}

/** What the directive allows; without it default-src, and without that everything. */
function sourcesOf(policy: Policy, directive: string): Sources {
  return policy.get(directive) ?? policy.get('default-src') ?? ['*'];
}

function everyAllows(lists: readonly Sources[], source: (source: string) => boolean): boolean {
  return lists.every((sources) => sources.some(source));
}

function names(policies: readonly Policy[]): string[] {
  return [...new Set(policies.flatMap((policy) => [...policy.keys()]))];
}

/** Policies that do not speak of it neither allow nor forbid. */
function overHttp(policies: readonly Policy[], directive: string): boolean {
  const lists = policies.map((policy) => policy.get(directive)).filter((sources) => sources !== undefined);
  return lists.length > 0 && everyAllows(lists.map(directive === 'script-src' ? narrowed : asIs), isOverHttp);
}

const asIs = (sources: Sources): Sources => sources;

/** With a nonce or a hash 'unsafe-inline' is ignored, and with 'strict-dynamic' every host, too (CSP3 § 6.7). */
function narrowed(sources: Sources): Sources {
  if (!sources.some(isHashOrNonce)) return sources;
  const strict = sources.includes("'strict-dynamic'");
  return sources.filter((source) => source !== "'unsafe-inline'" && (!strict || source.startsWith("'") || source === 'data:'));
}

/** An empty list means 'none'. */
function isClosed(policy: Policy): boolean {
  return policy.get('default-src')?.every((source) => source === "'none'") ?? false;
}
