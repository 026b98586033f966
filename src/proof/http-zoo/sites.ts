/**
 * The sites of the headers' agreement: each differs from `plain` in what its name says. Those in `explained` are judged differently by the Observatory, each for a reason that is written down.
 */
import type { ZooAnswerer, ZooSite } from './serve.ts';

type Headers = readonly (readonly [name: string, value: string])[];

const hsts = ['strict-transport-security', 'max-age=63072000; includeSubDomains'] as const;
const integrity = 'integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC" crossorigin="anonymous"';
const strong: Headers = [
  hsts,
  [
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['cross-origin-resource-policy', 'same-origin'],
];

const toHttps: ZooAnswerer = ({ url }) => ({ status: 301, headers: [['location', `https://${url.hostname}${url.pathname}`]] });
const to =
  (location: string, status = 301, headers: Headers = []): ZooAnswerer =>
  () => ({ status, headers: [['location', location], ...headers] });
const page =
  (headers: Headers = [], head = ''): ZooAnswerer =>
  () => ({ headers: [['content-type', 'text/html; charset=utf-8'], ...headers], body: `<!doctype html><title>k77</title>${head}` });

const site = (headers: Headers, head = ''): ZooSite => ({ http: toHttps, https: page([hsts, ...headers], head) });
const csp = (policy: string): ZooSite => site([['content-security-policy', policy]]);
const cookies = (...set: readonly string[]): ZooSite => site(set.map((cookie) => ['set-cookie', cookie] as const));
const looseCookie = (cookie: string): ZooSite => ({ http: toHttps, https: page([['set-cookie', cookie]]) });
const only = (header: string, value: string): ZooSite => ({ http: toHttps, https: page([[header, value]]) });
/** What a foreign origin is told. */
const sharing = (answer: (origin: string) => Headers): ZooSite => ({
  http: toHttps,
  https: (request) => page([hsts, ...answer(String(request.headers.origin ?? ''))])(request),
});

/** Where both must give the same score, grade and ten results. */
export const agreed: Readonly<Record<string, ZooSite>> = {
  'plain.test': { http: toHttps, https: page() },
  'perfect.test': { http: toHttps, https: page(strong, '<script src="/app.js"></script>') },
  'perfect-with-integrity.test': { http: toHttps, https: page(strong, `<script src="/app.js" ${integrity}></script>`) },
  'nothing-at-all.test': { http: page() },
  'json-api.test': {
    http: toHttps,
    https: () => ({
      headers: [
        ['content-type', 'application/json'],
        ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
        hsts,
        ['x-content-type-options', 'nosniff'],
      ],
      body: '{}',
    }),
  },

  'http-in-the-clear.test': { http: page(), https: page([hsts]) },
  'http-closed.test': { https: page([hsts]) },
  'http-reset.test': { http: () => 'reset', https: page([hsts]) },
  'http-not-found.test': { http: () => ({ status: 404 }), https: page([hsts]) },
  'http-by-way-of-http.test': {
    http: ({ url }) =>
      url.pathname === '/'
        ? { status: 302, headers: [['location', '/go']] }
        : { status: 301, headers: [['location', `https://${url.hostname}/`]] },
    https: page([hsts]),
  },
  'http-to-another-host.test': { http: to('https://perfect.test/'), https: page([hsts]) },
  'http-to-www-first.test': { http: to('http://plain.test/'), https: page([hsts]) },
  'http-loops.test': { http: to('http://http-loops.test/'), https: page([hsts]) },
  'both-loop.test': { http: to('https://both-loop.test/'), https: to('http://both-loop.test/') },
  'https-downgrades.test': {
    http: ({ url }) =>
      url.pathname === '/'
        ? { status: 301, headers: [['location', 'https://https-downgrades.test/']] }
        : page()({ method: 'GET', url, headers: {} }),
    https: to('http://https-downgrades.test/final'),
  },
  'redirect-without-location.test': { http: () => ({ status: 301 }), https: page([hsts]) },
  'https-to-another-host.test': { http: toHttps, https: to('https://perfect.test/') },
  'temporary-redirect.test': { http: to('https://temporary-redirect.test/', 307), https: page([hsts]) },
  'no-content.test': { http: toHttps, https: () => ({ status: 204, headers: [hsts] }) },
  'unauthorised.test': { http: toHttps, https: () => ({ status: 401, headers: [hsts, ['content-type', 'text/html']], body: 'no' }) },

  'self-signed-like.test': { http: toHttps, https: page([hsts]), certificate: 'stranger' },
  'wrong-name.test': { http: toHttps, https: page([hsts]), certificate: 'wrong-name' },
  'expired.test': { http: toHttps, https: page([hsts]), certificate: 'expired' },
  'untrusted-without-hsts.test': { http: toHttps, https: page(), certificate: 'stranger' },

  'hsts-180-days.test': only('strict-transport-security', 'max-age=15552000'),
  'hsts-short.test': only('strict-transport-security', 'max-age=15551999'),
  'hsts-off.test': only('strict-transport-security', 'max-age=0'),
  'hsts-without-age.test': only('strict-transport-security', 'includeSubDomains; preload'),
  'hsts-quoted.test': only('strict-transport-security', 'max-age="31536000"; includeSubDomains; preload'),

  'csp-self.test': csp("default-src 'self'"),
  'csp-none.test': csp("default-src 'none'; img-src 'self'"),
  'csp-inline-scripts.test': csp("default-src 'self'; script-src 'self' 'unsafe-inline'"),
  'csp-inline-styles.test': csp("default-src 'self'; style-src 'self' 'unsafe-inline'"),
  'csp-eval.test': csp("default-src 'self'; script-src 'self' 'unsafe-eval'"),
  'csp-any-https.test': csp('default-src https:'),
  'csp-any-object.test': csp("default-src 'self'; object-src *"),
  'csp-no-object-rule.test': csp("script-src 'self'"),
  'csp-data-scripts.test': csp("default-src 'self'; script-src data:"),
  'csp-images-over-http.test': csp("default-src 'self'; img-src http:"),
  'csp-scripts-over-http.test': csp("default-src 'self' http://cdn.test"),
  'csp-report-over-http.test': csp("default-src 'self'; report-uri http://report.test/"),
  'csp-nonce.test': csp("script-src 'nonce-abc123' 'unsafe-inline'; object-src 'none'"),
  'csp-strict-dynamic.test': csp(
    "script-src 'nonce-abc123' 'strict-dynamic' https: http: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
  ),
  'csp-strict-dynamic-alone.test': csp("default-src 'self'; script-src 'strict-dynamic'"),
  'csp-twice-the-same-directive.test': csp("default-src 'self'; default-src 'none'"),
  'csp-empty.test': csp('  ;'),
  'csp-frame-ancestors-only.test': csp("frame-ancestors 'none'"),
  'csp-report-only.test': site([['content-security-policy-report-only', "default-src 'self'"]]),
  'csp-in-meta.test': site([], `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; form-action 'none'">`),
  'csp-header-and-meta.test': site(
    [['content-security-policy', "default-src 'self' 'unsafe-inline'"]],
    `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`,
  ),

  'cookie-fine.test': cookies('theme=dark; Secure; SameSite=Lax'),
  'cookie-without-samesite.test': cookies('theme=dark; Secure'),
  'cookie-insecure.test': looseCookie('theme=dark'),
  'cookie-insecure-with-hsts.test': cookies('theme=dark'),
  'session-insecure.test': looseCookie('sessionid=1; HttpOnly'),
  'session-insecure-with-hsts.test': cookies('sessionid=1; HttpOnly'),
  'session-readable.test': cookies('sessionid=1; Secure'),
  'session-fine.test': cookies('__Host-session=1; Secure; Path=/; HttpOnly; SameSite=Strict'),
  'token-without-samesite.test': cookies('csrftoken=1; Secure'),
  'samesite-unknown.test': cookies('theme=dark; Secure; SameSite=Sometimes'),
  'worst-cookie-decides.test': cookies('a=1; Secure; SameSite=Lax', 'login=1; Secure; SameSite=Lax', 'csrf=1; Secure'),
  'cookie-set-again.test': cookies('a=1; Secure', 'a=2; Secure; SameSite=Lax'),
  'cookie-of-another-domain.test': cookies('a=1; Domain=somebody-else.test'),
  'cookie-before-a-redirect.test': {
    http: toHttps,
    https: (request) => (request.url.pathname === '/' ? to('/in', 302, [['set-cookie', 'first=1']])(request) : page([hsts])(request)),
  },

  'shared-with-all.test': sharing(() => [['access-control-allow-origin', '*']]),
  'shared-with-one.test': sharing(() => [
    ['access-control-allow-origin', 'https://dashboard.test'],
    ['access-control-allow-credentials', 'true'],
  ]),
  'shared-by-reflection.test': sharing((origin) =>
    origin === ''
      ? []
      : [
          ['access-control-allow-origin', origin],
          ['vary', 'Origin'],
        ],
  ),

  'referrer-private.test': site([['referrer-policy', 'strict-origin-when-cross-origin']]),
  'referrer-unsafe.test': site([['referrer-policy', 'unsafe-url']]),
  'referrer-downgrade.test': site([['referrer-policy', 'no-referrer-when-downgrade']]),
  'referrer-with-fallback.test': site([['referrer-policy', 'unsafe-url, no-referrer']]),
  'referrer-unknown.test': site([['referrer-policy', 'nobody']]),
  'referrer-in-meta.test': site([], '<meta name="referrer" content="no-referrer">'),

  'scripts-of-others.test': site([], '<script src="https://cdn.other.test/a.js"></script>'),
  'scripts-of-others-checked.test': site([], `<script src="https://cdn.other.test/a.js" ${integrity}></script>`),
  'scripts-over-http.test': site([], '<script src="http://cdn.other.test/a.js"></script>'),
  'scripts-over-http-checked.test': site([], `<script src="http://cdn.other.test/a.js" ${integrity}></script>`),
  'scripts-without-scheme.test': site([], '<script src="//cdn.other.test/a.js"></script>'),
  'scripts-of-a-subdomain.test': site([], '<script src="https://cdn.scripts-of-a-subdomain.test/a.js"></script>'),
  'scripts-by-base.test': site([], '<base href="https://cdn.other.test/"><script src="a.js"></script>'),
  'scripts-inline.test': site([], '<script>1</script>'),
  'scripts-in-template.test': site([], '<template><script src="http://cdn.other.test/a.js"></script></template>'),
  'shop.scripts-in-britain.co.uk': site([], '<script src="https://cdn.other.co.uk/a.js"></script>'),

  'sniffing.test': site([['x-content-type-options', 'sniff']]),
  'nosniff-twice.test': site([['x-content-type-options', 'nosniff, nosniff']]),
  'frame-deny.test': site([['x-frame-options', 'DENY']]),
  'frame-allow-from.test': site([['x-frame-options', 'ALLOW-FROM https://a.test']]),
  'frame-unknown.test': site([['x-frame-options', 'ALLOWALL']]),
  'frame-by-policy.test': csp("default-src 'self'; frame-ancestors 'self'"),
  'resource-same-site.test': site([['cross-origin-resource-policy', 'same-site']]),
  'resource-open.test': site([['cross-origin-resource-policy', 'cross-origin']]),
  'resource-unknown.test': site([['cross-origin-resource-policy', 'anywhere']]),
};

export interface Difference {
  site: ZooSite;
  /** The test that differs; `scan`: the Observatory does not score it at all. */
  test: string;
  ours: string;
  theirs: string;
  why: string;
}

const oneHeader = 'It reads several policies as one text; browsers apply each of them (CSP3 § 4.1), and all of them hold.';
const lenientAge = 'It reads the number leniently; by RFC 6797 § 6.1 browsers drop such a header.';

/** Where 1.4.8 of the Observatory judges otherwise, and why k77 stays with the published rule or the standard. */
export const explained: Readonly<Record<string, Difference>> = {
  'two-policies.test': {
    site: site([
      ['content-security-policy', "frame-ancestors 'none'"],
      ['content-security-policy', "default-src 'self'"],
    ]),
    test: 'content-security-policy',
    ours: 'csp-implemented-with-no-unsafe',
    theirs: 'csp-implemented-with-unsafe-inline',
    why: oneHeader,
  },
  'two-policies-with-a-comma.test': {
    site: csp("default-src 'self', default-src 'none'"),
    test: 'content-security-policy',
    ours: 'csp-implemented-with-no-unsafe-default-src-none',
    theirs: 'csp-implemented-with-no-unsafe',
    why: oneHeader,
  },
  'frame-ancestors-in-header-rest-in-meta.test': {
    site: site(
      [['content-security-policy', "frame-ancestors 'none'"]],
      `<meta http-equiv="Content-Security-Policy" content="default-src 'self'">`,
    ),
    test: 'content-security-policy',
    ours: 'csp-implemented-with-no-unsafe',
    theirs: 'csp-implemented-with-no-unsafe-default-src-none',
    why: "Putting header and <meta> together it takes the missing default-src of one for 'none'; a missing one allows everything (CSP3 § 6.8.3).",
  },
  'frame-ancestors-in-meta.test': {
    site: site([], `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; frame-ancestors 'none'">`),
    test: 'x-frame-options',
    ours: 'x-frame-options-not-implemented',
    theirs: 'x-frame-options-implemented-via-csp',
    why: 'Browsers ignore frame-ancestors in a <meta> (CSP3 § 3.3): the page can be framed.',
  },
  'shared-with-anybody-and-cookies.test': {
    site: sharing((origin) =>
      origin === ''
        ? []
        : [
            ['access-control-allow-origin', origin],
            ['access-control-allow-credentials', 'true'],
          ],
    ),
    test: 'cross-origin-resource-sharing',
    ours: 'cross-origin-resource-sharing-implemented-with-universal-access',
    theirs: 'cross-origin-resource-sharing-implemented-with-restricted-access',
    why: 'The published rule takes 50 points; 1.4.8 looks for the Origin that it sent in a place where its HTTP client does not keep it, so that it never sees universal access.',
  },
  'hsts-age-missing.test': {
    site: only('strict-transport-security', 'max-age='),
    test: 'strict-transport-security',
    ours: 'hsts-header-invalid',
    theirs: 'hsts-implemented-max-age-at-least-six-months',
    why: lenientAge,
  },
  'hsts-age-in-words.test': {
    site: only('strict-transport-security', 'max-age=forever'),
    test: 'strict-transport-security',
    ours: 'hsts-header-invalid',
    theirs: 'hsts-implemented-max-age-at-least-six-months',
    why: lenientAge,
  },
  'hsts-age-twice.test': {
    site: only('strict-transport-security', 'max-age=31536000; max-age=0'),
    test: 'strict-transport-security',
    ours: 'hsts-header-invalid',
    theirs: 'hsts-implemented-max-age-less-than-six-months',
    why: 'It takes the last one; a directive that is said twice makes the header void (RFC 6797 § 6.1).',
  },
  'hsts-spaces.test': {
    site: only('strict-transport-security', 'max-age = 31536000'),
    test: 'strict-transport-security',
    ours: 'hsts-implemented-max-age-at-least-six-months',
    theirs: 'hsts-header-invalid',
    why: 'Spaces around the sign are allowed (RFC 6797 § 6.1 with the implied white space of RFC 2616).',
  },
  'hsts-two-headers.test': {
    site: { http: toHttps, https: page([hsts, ['strict-transport-security', 'max-age=0']]) },
    test: 'strict-transport-security',
    ours: 'hsts-implemented-max-age-at-least-six-months',
    theirs: 'hsts-header-invalid',
    why: 'It joins both; browsers take the first and ignore the rest (RFC 6797 § 8.1).',
  },
  'secure-cookie-over-http.test': {
    site: { http: page([['set-cookie', 'theme=dark; Secure']]) },
    test: 'cookies',
    ours: 'cookies-not-found',
    theirs: 'cookies-secure-with-httponly-sessions',
    why: 'Browsers refuse a Secure cookie that comes over http (RFC 6265bis § 5.7). Both give no points.',
  },
  'http-to-a-name-that-leads-nowhere.test': {
    site: { http: to('https://nowhere.test/'), https: page([hsts]) },
    test: 'redirection',
    ours: 'redirection-off-host-from-http',
    theirs: 'redirection-not-needed-no-http',
    why: 'When the target does not answer it forgets that http did.',
  },
  'http-to-mail.test': {
    site: { http: to('mailto:a@b.test'), https: page([hsts]) },
    test: 'redirection',
    ours: 'redirection-not-to-https',
    theirs: 'redirection-not-needed-no-http',
    why: 'It cannot follow the redirect and forgets that http answered; the published rule has a result for it.',
  },
  'type-in-capitals.test': {
    site: {
      http: toHttps,
      https: () => ({ headers: [['content-type', 'TEXT/HTML'], hsts], body: '<script src="https://cdn.other.test/a.js"></script>' }),
    },
    test: 'subresource-integrity',
    ours: 'sri-not-implemented-but-external-scripts-loaded-securely',
    theirs: 'sri-not-implemented-response-not-html',
    why: 'Media types are the same in capitals (RFC 9110 § 8.3.1).',
  },
  'page-not-found.test': {
    site: { http: toHttps, https: () => ({ status: 404, headers: [['content-type', 'text/html'], hsts], body: 'not here' }) },
    test: 'scan',
    ours: 'scored',
    theirs: 'Site did respond with an unexpected HTTP status code 404.',
    why: 'Headers of an error page protect it like any other; the status is told beside the score.',
  },
};
