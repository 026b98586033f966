/**
 * Every result that a test of the HTTP Observatory can have, with what it costs or earns: the published table of MDN, in our own words.
 * Source: https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring (version 5 of the rules; read in November 2026).
 */

export const testNames = [
  'content-security-policy',
  'cookies',
  'cross-origin-resource-sharing',
  'redirection',
  'referrer-policy',
  'strict-transport-security',
  'subresource-integrity',
  'x-content-type-options',
  'x-frame-options',
  'cross-origin-resource-policy',
] as const;
export type TestName = (typeof testNames)[number];

/** `[points, what that means]` */
const table = {
  'csp-implemented-with-no-unsafe-default-src-none': [10, "a policy that starts from default-src 'none' and allows nothing unsafe"],
  'csp-implemented-with-no-unsafe': [5, 'a policy that allows nothing unsafe'],
  'csp-implemented-with-unsafe-inline-in-style-src-only': [0, 'unsafe sources for styles only'],
  'csp-implemented-with-insecure-scheme-in-passive-content-only': [-10, 'images or media may come over http'],
  'csp-implemented-with-unsafe-eval': [-10, "'unsafe-eval' is allowed"],
  'csp-implemented-with-unsafe-inline': [-20, 'scripts or objects are not restricted: inline, data: or far too many sources'],
  'csp-implemented-with-insecure-scheme': [-20, 'scripts, styles or the like may come over http'],
  'csp-header-invalid': [-25, 'the policy cannot be read'],
  'csp-not-implemented-but-reporting-enabled': [-25, 'a policy that only reports and forbids nothing'],
  'csp-not-implemented': [-25, 'no Content-Security-Policy'],

  'cookies-secure-with-httponly-sessions-and-samesite': [5, 'all cookies are Secure and SameSite, session cookies HttpOnly'],
  'cookies-secure-with-httponly-sessions': [0, 'all cookies are Secure, session cookies HttpOnly'],
  'cookies-not-found': [0, 'no cookies'],
  'cookies-without-secure-flag-but-protected-by-hsts': [-5, 'a cookie without Secure; HSTS keeps it off http'],
  'cookies-session-without-secure-flag-but-protected-by-hsts': [-10, 'a session cookie without Secure; HSTS keeps it off http'],
  'cookies-without-secure-flag': [-20, 'a cookie without Secure'],
  'cookies-samesite-flag-invalid': [-20, 'a cookie whose SameSite is no word that browsers know'],
  'cookies-anticsrf-without-samesite-flag': [-20, 'a token against forged requests without SameSite'],
  'cookies-session-without-httponly-flag': [-30, 'a session cookie that scripts can read'],
  'cookies-session-without-secure-flag': [-40, 'a session cookie without Secure'],

  'cross-origin-resource-sharing-not-implemented': [0, 'nothing is shared with other origins'],
  'cross-origin-resource-sharing-implemented-with-public-access': [0, 'shared with everybody, without cookies'],
  'cross-origin-resource-sharing-implemented-with-restricted-access': [0, 'shared with named origins only'],
  'cross-origin-resource-sharing-implemented-with-universal-access': [-50, 'whoever asks may read, with the cookies of the visitor'],

  'redirection-all-redirects-preloaded': [0, 'every host on the way is preloaded as https-only'],
  'redirection-to-https': [0, 'http leads to https on the same host'],
  'redirection-not-needed-no-http': [0, 'nothing listens on http'],
  'redirection-off-host-from-http': [-5, 'http leads to another host first, which keeps HSTS from being set for this one'],
  'redirection-not-to-https-on-initial-redirection': [-10, 'https in the end, but by way of another http address'],
  'redirection-not-to-https': [-20, 'it redirects, and not to https'],
  'redirection-missing': [-20, 'http is answered in the clear'],
  'redirection-invalid-cert': [-20, 'a certificate on the way is not trusted'],

  'referrer-policy-private': [5, 'addresses are kept from other sites'],
  'referrer-policy-not-implemented': [0, 'no Referrer-Policy; browsers choose a fair one'],
  'referrer-policy-unsafe': [-5, 'addresses are given to other sites'],
  'referrer-policy-header-invalid': [-5, 'no word of it is known'],

  'hsts-preloaded': [5, 'browsers know by themselves that it is https-only'],
  'hsts-implemented-max-age-at-least-six-months': [0, 'https-only for six months at least'],
  'hsts-implemented-max-age-less-than-six-months': [-10, 'https-only for less than six months (15768000 s)'],
  'hsts-not-implemented': [-20, 'no Strict-Transport-Security'],
  'hsts-header-invalid': [-20, 'the header cannot be read'],
  'hsts-not-implemented-no-https': [-20, 'there is no https'],
  'hsts-invalid-cert': [-20, 'browsers ignore it, because the certificate is not trusted'],

  'sri-implemented-and-all-scripts-loaded-securely': [5, 'scripts are checked by their hash, and all are of this site'],
  'sri-implemented-and-external-scripts-loaded-securely': [5, 'scripts of others are checked by their hash'],
  'sri-not-implemented-response-not-html': [0, 'the answer is no page'],
  'sri-not-implemented-but-no-scripts-loaded': [0, 'the page loads no scripts'],
  'sri-not-implemented-but-all-scripts-loaded-from-secure-origin': [0, 'all scripts are of this site'],
  'sri-not-implemented-but-external-scripts-loaded-securely': [-5, 'scripts of others are not checked by their hash'],
  'sri-implemented-but-external-scripts-not-loaded-securely': [-20, 'scripts of others come over http, or say not how'],
  'sri-not-implemented-and-external-scripts-not-loaded-securely': [-50, 'scripts come over http and are not checked by their hash'],

  'x-content-type-options-nosniff': [0, 'browsers believe the content type'],
  'x-content-type-options-not-implemented': [-5, 'no X-Content-Type-Options'],
  'x-content-type-options-header-invalid': [-5, 'it is not nosniff'],

  'x-frame-options-implemented-via-csp': [5, 'frame-ancestors of the policy says who may frame it'],
  'x-frame-options-sameorigin-or-deny': [0, 'only this site may frame it'],
  'x-frame-options-allow-from-origin': [0, 'one named site may frame it'],
  'x-frame-options-not-implemented': [-20, 'everybody may frame it'],
  'x-frame-options-header-invalid': [-20, 'it cannot be read'],

  'corp-not-implemented': [0, 'no Cross-Origin-Resource-Policy'],
  'corp-implemented-with-same-origin': [10, 'nothing leaks to other origins'],
  'corp-implemented-with-same-site': [10, 'nothing leaks to other sites'],
  'corp-implemented-with-cross-origin': [0, 'open to other origins on purpose'],
  'corp-header-invalid': [-5, 'it cannot be read'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type TestResult = keyof typeof table;

/** A rule's answer, before it is given its points. */
export interface Finding {
  result: TestResult;
  /** What was there, in the site's own words. */
  saw: string;
}

export function modifierOf(result: TestResult): number {
  return table[result][0];
}

export function meaningOf(result: TestResult): string {
  return table[result][1];
}

export function allResults(): readonly TestResult[] {
  return Object.keys(table) as TestResult[];
}
