/**
 * Sites that the HTTP Observatory judges differently from k77, each for a reason that is written down: the named table of the agreement.
 */
import type { ZooSite } from './serve.ts';
import { csp, hsts, only, page, sharing, site, to, toHttps } from './site.ts';

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
