/**
 * The words in which the sites of the zoo are described.
 */
import type { ZooAnswerer, ZooSite } from './serve.ts';

export type Headers = readonly (readonly [name: string, value: string])[];

export const hsts = ['strict-transport-security', 'max-age=63072000; includeSubDomains'] as const;
export const integrity = 'integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC" crossorigin="anonymous"';
export const strong: Headers = [
  hsts,
  [
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['cross-origin-resource-policy', 'same-origin'],
];

export const toHttps: ZooAnswerer = ({ url }) => ({ status: 301, headers: [['location', `https://${url.hostname}${url.pathname}`]] });
export const to =
  (location: string, status = 301, headers: Headers = []): ZooAnswerer =>
  () => ({ status, headers: [['location', location], ...headers] });
export const page =
  (headers: Headers = [], head = ''): ZooAnswerer =>
  () => ({ headers: [['content-type', 'text/html; charset=utf-8'], ...headers], body: `<!doctype html><title>k77</title>${head}` });

export const site = (headers: Headers, head = ''): ZooSite => ({ http: toHttps, https: page([hsts, ...headers], head) });
export const csp = (policy: string): ZooSite => site([['content-security-policy', policy]]);
export const cookies = (...set: readonly string[]): ZooSite => site(set.map((cookie) => ['set-cookie', cookie] as const));
export const looseCookie = (cookie: string): ZooSite => ({ http: toHttps, https: page([['set-cookie', cookie]]) });
export const only = (header: string, value: string): ZooSite => ({ http: toHttps, https: page([[header, value]]) });
/** What a foreign origin is told. */
export const sharing = (answer: (origin: string) => Headers): ZooSite => ({
  http: toHttps,
  https: (request) => page([hsts, ...answer(String(request.headers.origin ?? ''))])(request),
});
