import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders, sourcesOf, strictTransport } from './security.ts';

const nothing = { script: [], connect: [], img: [] };
const policy = (more: Partial<Parameters<typeof contentSecurityPolicy>[0]> = {}): Map<string, string[]> => {
  const text = contentSecurityPolicy({ nonce: 'abc', apiUrl: 'https://api.crown.example/', extra: nothing, ...more });
  return new Map(text.split('; ').map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]));
};

describe('the content security policy', () => {
  test('lets no inline script or style through, and nothing evaluated', () => {
    for (const sources of policy().values()) for (const word of sources) expect(word).not.toMatch(/unsafe/);
    expect(policy().get('script-src')).toEqual(["'nonce-abc'", "'strict-dynamic'", "'self'"]);
  });

  test('begins with nothing, and cannot be framed or based elsewhere', () => {
    for (const name of ['default-src', 'base-uri', 'frame-ancestors']) expect(policy().get(name)).toEqual(["'none'"]);
  });

  test('connects to this site and its API, and to a vendor only where one is configured', () => {
    expect(policy().get('connect-src')).toEqual(["'self'", 'https://api.crown.example']);
    const extra = sourcesOf({ gaId: 'G-1', sentryDsn: 'https://key@o1.ingest.sentry.io/2' });
    const connect = policy({ extra }).get('connect-src') ?? [];
    expect(connect).toContain('https://o1.ingest.sentry.io');
    expect(connect).toContain('https://*.google-analytics.com');
    expect(connect.join(' ')).not.toContain('key@');
    expect(sourcesOf({ gaId: '', sentryDsn: '' })).toEqual(nothing);
  });

  test('shows pictures of Discord and of nobody else', () => {
    expect(policy().get('img-src')).toEqual(["'self'", 'data:', 'https://cdn.discordapp.com']);
  });

  test('is as strict in a rehearsal without HTTPS, but upgrades nothing there', () => {
    expect(policy({ isHttps: false }).has('upgrade-insecure-requests')).toBe(false);
    expect(policy({ isHttps: true }).has('upgrade-insecure-requests')).toBe(true);
  });

  test('is loosened for development only', () => {
    expect(policy({ isDevelopment: true }).get('script-src')).toContain("'unsafe-eval'");
  });
});

describe('the other headers', () => {
  const day = { maxAgeSeconds: 86_400, includeSubdomains: false, preload: false };
  const headers = new Map(securityHeaders('production', day).map(({ key, value }) => [key.toLowerCase(), value]));

  test('are there, without the one that did harm', () => {
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=86400',
    });
    expect(headers.has('x-xss-protection')).toBe(false);
    for (const power of ['camera', 'geolocation', 'microphone', 'payment'])
      expect(headers.get('permissions-policy')).toContain(`${power}=()`);
  });

  test('ask for HTTPS for as long as site.config.json says, and not on a machine of one’s own', () => {
    expect(strictTransport({ maxAgeSeconds: 63_072_000, includeSubdomains: true, preload: true })).toBe(
      ['max-age=63072000', 'includeSubDomains', 'preload'].join('; '),
    );
    expect(securityHeaders('development', day).map(({ key }) => key)).not.toContain('Strict-Transport-Security');
  });
});
