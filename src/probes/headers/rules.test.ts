/** Every result of the published table, reached by the least that deserves it. The agreement with the Observatory itself is in agreement.slow.test.ts. */
import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../ports/web.ts';
import type { Redirects } from '../http/redirects.ts';
import { readDocument } from './document.ts';
import type { Observed, Page } from './observe.ts';
import { readPolicies } from './policy.ts';
import { allResults, modifierOf, type TestName } from './results.ts';
import { gradeOf, scoreObserved } from './score.ts';
import { sameSite } from './site.ts';

type Seen = Observed & { page: Page };
interface Given {
  headers?: HeaderList;
  html?: string;
  cookies?: readonly string[];
  foreign?: HeaderList;
  https?: Partial<Redirects>;
  http?: Partial<Redirects>;
  untrusted?: string;
}

const url = 'https://k.test/';
const walk = (from: string, about: Partial<Redirects> = {}): Redirects => ({
  from,
  hops: [{ url: from, status: 200, totalMs: 1 }],
  end: 'answered',
  final: url,
  redirects: 0,
  secure: true,
  downgrades: false,
  ...about,
});
const hop = (from: string, to: string) => ({
  url: from,
  status: 301,
  location: to,
  to,
  totalMs: 1,
  ...(to.startsWith('https:') && from.startsWith('http:') ? { schemeChange: { from: 'http', to: 'https' } } : {}),
});
const toHttps = { hops: [hop('http://k.test/', url)], redirects: 1 };

function observed({ headers = [], html, cookies = [], foreign = [], https, http = toHttps, untrusted }: Given): Seen {
  return {
    host: 'k.test',
    https: walk(url, https),
    http: walk('http://k.test/', http),
    foreign: { origin: 'https://k77-stranger.invalid', preflight: [], simple: foreign },
    page: {
      url: new URL(url),
      status: 200,
      headers,
      cookies: cookies.map((header) => ({ header, from: new URL(url) })),
      ...(html === undefined ? {} : { document: readDocument(html) }),
    },
    ...(untrusted === undefined ? {} : { untrusted, untrustedFromHttp: untrusted }),
  };
}

const resultOf = (name: TestName, given: Given) => scoreObserved(observed(given)).tests.find(({ test }) => test === name);
const hsts = ['strict-transport-security', 'max-age=63072000'] as const;
const csp = (policy: string): Given => ({ headers: [['Content-Security-Policy', policy]] });
const cookie = (...cookies: string[]): Given => ({ headers: [hsts], cookies });
const loose = (...cookies: string[]): Given => ({ cookies });
const header = (name: string, value: string): Given => ({ headers: [[name, value]] });
const share = (origin: string, credentials = false): Given => ({
  foreign: [['access-control-allow-origin', origin], ...(credentials ? [['access-control-allow-credentials', 'true'] as const] : [])],
});
const other = 'https://cdn.other.test/a.js';

const cases: readonly (readonly [test: TestName, result: string, given: Given])[] = [
  ['content-security-policy', 'csp-not-implemented', {}],
  [
    'content-security-policy',
    'csp-not-implemented-but-reporting-enabled',
    header('content-security-policy-report-only', "default-src 'self'"),
  ],
  ['content-security-policy', 'csp-header-invalid', csp(' ; ')],
  ['content-security-policy', 'csp-header-invalid', csp("default-src 'self'; default-src *")],
  ['content-security-policy', 'csp-header-invalid', csp("default-src 'self'; script-src 'strict-dynamic'")],
  ['content-security-policy', 'csp-implemented-with-unsafe-inline', csp("script-src 'self' 'unsafe-inline'; object-src 'none'")],
  ['content-security-policy', 'csp-implemented-with-unsafe-inline', csp("script-src 'self'")],
  ['content-security-policy', 'csp-implemented-with-unsafe-inline', csp("default-src 'self'; object-src https:")],
  ['content-security-policy', 'csp-implemented-with-insecure-scheme', csp("default-src 'self'; connect-src http://api.test")],
  ['content-security-policy', 'csp-implemented-with-insecure-scheme-in-passive-content-only', csp("default-src 'self'; img-src http:")],
  ['content-security-policy', 'csp-implemented-with-unsafe-eval', csp("default-src 'self' 'unsafe-eval'")],
  ['content-security-policy', 'csp-implemented-with-unsafe-inline-in-style-src-only', csp("default-src 'self'; style-src 'unsafe-inline'")],
  ['content-security-policy', 'csp-implemented-with-no-unsafe', csp("default-src 'self'")],
  [
    'content-security-policy',
    'csp-implemented-with-no-unsafe',
    csp("script-src 'nonce-a' 'strict-dynamic' https: 'unsafe-inline'; object-src 'none'; style-src 'self'"),
  ],
  ['content-security-policy', 'csp-implemented-with-no-unsafe-default-src-none', csp("default-src 'none'; img-src 'self'")],
  ['content-security-policy', 'csp-implemented-with-no-unsafe', csp("frame-ancestors 'none', default-src 'self'")],
  [
    'content-security-policy',
    'csp-implemented-with-no-unsafe',
    { html: `<meta http-equiv=Content-Security-Policy content="default-src 'self'">` },
  ],

  ['cookies', 'cookies-not-found', {}],
  ['cookies', 'cookies-not-found', cookie('a=1; Domain=other.test')],
  ['cookies', 'cookies-secure-with-httponly-sessions-and-samesite', cookie('sess=1; Secure; HttpOnly; SameSite=Lax')],
  ['cookies', 'cookies-secure-with-httponly-sessions', cookie('sess=1; Secure; HttpOnly')],
  ['cookies', 'cookies-without-secure-flag-but-protected-by-hsts', cookie('a=1')],
  ['cookies', 'cookies-session-without-secure-flag-but-protected-by-hsts', cookie('sess=1; HttpOnly')],
  ['cookies', 'cookies-without-secure-flag', loose('a=1')],
  ['cookies', 'cookies-session-without-secure-flag', loose('login=1; HttpOnly')],
  ['cookies', 'cookies-session-without-httponly-flag', cookie('sess=1; Secure')],
  ['cookies', 'cookies-samesite-flag-invalid', cookie('a=1; Secure; SameSite=Sometimes')],
  ['cookies', 'cookies-anticsrf-without-samesite-flag', cookie('csrftoken=1; Secure')],

  ['cross-origin-resource-sharing', 'cross-origin-resource-sharing-not-implemented', {}],
  ['cross-origin-resource-sharing', 'cross-origin-resource-sharing-implemented-with-public-access', share('*', true)],
  ['cross-origin-resource-sharing', 'cross-origin-resource-sharing-implemented-with-restricted-access', share('https://a.test', true)],
  [
    'cross-origin-resource-sharing',
    'cross-origin-resource-sharing-implemented-with-restricted-access',
    share('https://k77-stranger.invalid'),
  ],
  [
    'cross-origin-resource-sharing',
    'cross-origin-resource-sharing-implemented-with-universal-access',
    share('https://k77-stranger.invalid', true),
  ],

  ['redirection', 'redirection-to-https', {}],
  [
    'redirection',
    'redirection-not-needed-no-http',
    { http: { hops: [{ url: 'http://k.test/', failure: 'refused', totalMs: 1 }], end: 'failed', secure: false } },
  ],
  ['redirection', 'redirection-missing', { http: { secure: false } }],
  ['redirection', 'redirection-not-to-https', { http: { hops: [hop('http://k.test/', 'http://k.test/in')], secure: false } }],
  ['redirection', 'redirection-not-to-https', { http: { ...toHttps, end: 'loop', downgrades: true } }],
  [
    'redirection',
    'redirection-not-to-https-on-initial-redirection',
    { http: { hops: [hop('http://k.test/', 'http://k.test/in'), hop('http://k.test/in', url)] } },
  ],
  ['redirection', 'redirection-off-host-from-http', { http: { hops: [hop('http://k.test/', 'https://www.k.test/')] } }],
  ['redirection', 'redirection-invalid-cert', { untrusted: 'CERT_HAS_EXPIRED' }],

  ['referrer-policy', 'referrer-policy-not-implemented', {}],
  ['referrer-policy', 'referrer-policy-private', header('Referrer-Policy', 'unsafe-url, no-referrer')],
  ['referrer-policy', 'referrer-policy-private', { html: '<meta name=referrer content=same-origin>' }],
  ['referrer-policy', 'referrer-policy-unsafe', header('referrer-policy', 'no-referrer-when-downgrade')],
  ['referrer-policy', 'referrer-policy-header-invalid', header('referrer-policy', 'nobody')],

  ['strict-transport-security', 'hsts-not-implemented', {}],
  [
    'strict-transport-security',
    'hsts-implemented-max-age-at-least-six-months',
    header('Strict-Transport-Security', 'includeSubDomains; max-age="15552000"'),
  ],
  ['strict-transport-security', 'hsts-implemented-max-age-less-than-six-months', header('strict-transport-security', 'max-age=15551999')],
  ['strict-transport-security', 'hsts-header-invalid', header('strict-transport-security', 'max-age=long')],
  ['strict-transport-security', 'hsts-header-invalid', header('strict-transport-security', 'max-age=31536000; max-age=31536000')],
  ['strict-transport-security', 'hsts-invalid-cert', { headers: [hsts], untrusted: 'CERT_HAS_EXPIRED' }],
  [
    'strict-transport-security',
    'hsts-not-implemented-no-https',
    { headers: [hsts], https: { hops: [{ url, failure: 'refused', totalMs: 1 }], end: 'failed' } },
  ],

  ['subresource-integrity', 'sri-not-implemented-response-not-html', {}],
  [
    'subresource-integrity',
    'sri-not-implemented-but-no-scripts-loaded',
    { html: '<template><script src=http://x.test/a.js></script></template>' },
  ],
  [
    'subresource-integrity',
    'sri-not-implemented-but-all-scripts-loaded-from-secure-origin',
    { html: '<script src=/a.js></script><script>1</script>' },
  ],
  [
    'subresource-integrity',
    'sri-not-implemented-but-external-scripts-loaded-securely',
    { html: `<script src=/a.js integrity=x></script><script src=${other}></script>` },
  ],
  [
    'subresource-integrity',
    'sri-implemented-and-external-scripts-loaded-securely',
    { html: `<script src=${other} integrity=sha384-x></script>` },
  ],
  ['subresource-integrity', 'sri-implemented-and-all-scripts-loaded-securely', { html: '<script src=/a.js integrity=sha384-x></script>' }],
  [
    'subresource-integrity',
    'sri-implemented-but-external-scripts-not-loaded-securely',
    { html: '<script src=//cdn.other.test/a.js integrity=sha384-x></script>' },
  ],
  [
    'subresource-integrity',
    'sri-not-implemented-and-external-scripts-not-loaded-securely',
    { html: '<base href=http://cdn.other.test/><script src=a.js></script>' },
  ],

  ['x-content-type-options', 'x-content-type-options-not-implemented', {}],
  ['x-content-type-options', 'x-content-type-options-nosniff', header('X-Content-Type-Options', 'NoSniff')],
  ['x-content-type-options', 'x-content-type-options-header-invalid', header('x-content-type-options', 'sniff')],

  [
    'x-frame-options',
    'x-frame-options-not-implemented',
    { html: `<meta http-equiv=content-security-policy content="frame-ancestors 'none'">` },
  ],
  [
    'x-frame-options',
    'x-frame-options-implemented-via-csp',
    {
      headers: [
        ['x-frame-options', 'nonsense'],
        ['content-security-policy', "frame-ancestors 'self'"],
      ],
    },
  ],
  ['x-frame-options', 'x-frame-options-sameorigin-or-deny', header('X-Frame-Options', 'SameOrigin')],
  ['x-frame-options', 'x-frame-options-allow-from-origin', header('x-frame-options', 'ALLOW-FROM https://a.test')],
  ['x-frame-options', 'x-frame-options-header-invalid', header('x-frame-options', 'ALLOWALL')],

  ['cross-origin-resource-policy', 'corp-not-implemented', {}],
  ['cross-origin-resource-policy', 'corp-implemented-with-same-origin', header('Cross-Origin-Resource-Policy', 'same-origin')],
  ['cross-origin-resource-policy', 'corp-implemented-with-same-site', header('cross-origin-resource-policy', 'Same-Site')],
  ['cross-origin-resource-policy', 'corp-implemented-with-cross-origin', header('cross-origin-resource-policy', 'cross-origin')],
  ['cross-origin-resource-policy', 'corp-header-invalid', header('cross-origin-resource-policy', 'anywhere')],
];

describe('the rules', () => {
  test.each(cases)('%s: %s (case %#)', (name, result, given) => {
    const found = resultOf(name, given);
    expect(found?.result).toBe(result);
    expect(found?.saw).not.toBe('');
    expect(found?.pass).toBe((found?.modifier ?? -1) >= 0);
  });

  test('every result of the table is reached by a case, but for the two that need the preload list of browsers', () => {
    const reached = new Set(cases.map(([, result]) => result));
    expect(allResults().filter((result) => !reached.has(result))).toEqual(['redirection-all-redirects-preloaded', 'hsts-preloaded']);
  });

  test('no rule says the value of a cookie', () => {
    expect(JSON.stringify(scoreObserved(observed(cookie('sess=hidden-value; Secure'))))).not.toContain('hidden-value');
  });
});

describe('the score', () => {
  const strong: HeaderList = [
    hsts,
    ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ['referrer-policy', 'no-referrer'],
    ['x-content-type-options', 'nosniff'],
    ['cross-origin-resource-policy', 'same-origin'],
  ];

  test('adds bonuses to those who have 90 left', () => {
    expect(scoreObserved(observed({ headers: strong }))).toMatchObject({ score: 130, grade: 'A+', withoutBonus: 100, bonusCounts: true });
    const ninety = scoreObserved(observed({ headers: [...strong.slice(1), ['strict-transport-security', 'max-age=1']] }));
    expect(ninety).toMatchObject({ score: 120, grade: 'A+', withoutBonus: 90, bonusCounts: true });
  });

  test('adds none to those who have less', () => {
    expect(scoreObserved(observed({ headers: strong.slice(1) }))).toMatchObject({
      score: 80,
      grade: 'B+',
      withoutBonus: 80,
      bonusCounts: false,
    });
  });

  test('is never below nothing', () => {
    const bad = scoreObserved(
      observed({
        cookies: ['login=1'],
        http: { secure: false },
        ...share('https://k77-stranger.invalid', true),
        html: '<script src=http://x.test/a.js></script>',
      }),
    );
    expect(bad).toMatchObject({ score: 0, grade: 'F', withoutBonus: 0 });
  });

  test('is graded as published', () => {
    const table = {
      145: 'A+',
      100: 'A+',
      99: 'A',
      90: 'A',
      89: 'A-',
      85: 'A-',
      84: 'B+',
      80: 'B+',
      79: 'B',
      70: 'B',
      69: 'B-',
      65: 'B-',
      64: 'C+',
      60: 'C+',
      59: 'C',
      50: 'C',
      49: 'C-',
      45: 'C-',
      44: 'D+',
      40: 'D+',
      39: 'D',
      30: 'D',
      29: 'D-',
      25: 'D-',
      24: 'F',
      0: 'F',
    };
    for (const [score, grade] of Object.entries(table)) expect([score, gradeOf(Number(score))]).toEqual([score, grade]);
  });

  test('the highest one is that of the published table', () => {
    const best = new Map<string, number>();
    for (const [name, result] of cases)
      best.set(name, Math.max(best.get(name) ?? 0, modifierOf(result as Parameters<typeof modifierOf>[0])));
    // hsts-preloaded, which is never given here, is the missing 5.
    expect([...best.values()].reduce((sum, bonus) => sum + bonus, 100)).toBe(145 - 5);
  });
});

test('policies are read directive by directive', () => {
  expect(readPolicies(["Default-Src 'SELF' ; script-src 'nonce-AbC'", 'img-src a , img-src b'])?.map((policy) => [...policy])).toEqual([
    [
      ['default-src', ["'self'"]],
      ['script-src', ["'nonce-AbC'"]],
    ],
    [['img-src', ['a']]],
    [['img-src', ['b']]],
  ]);
  expect(readPolicies([' , ;'])).toBeUndefined();
});

test('sites are told apart by their registrable name', () => {
  expect([
    sameSite('www.k.test', 'cdn.k.test'),
    sameSite('k.test', 'l.test'),
    sameSite('a.k.co.uk', 'b.l.co.uk'),
    sameSite('a.k.co.uk', 'b.k.co.uk'),
  ]).toEqual([true, false, false, true]);
  expect([sameSite('127.0.0.1', '127.0.0.1'), sameSite('10.1.0.1', '10.2.0.1')]).toEqual([true, false]);
});
