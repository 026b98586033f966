/**
 * The sites of the headers' agreement: each differs from `plain` in what its name says. Those that the Observatory judges differently are in differences.ts.
 */
import type { ZooSite } from './serve.ts';
import { cookies, csp, hsts, integrity, looseCookie, only, page, sharing, site, strong, to, toHttps } from './site.ts';

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
