import { describe, expect, test } from 'vitest';
import { deviceName } from './auth/device.ts';
import { safePath } from './auth/next-path.ts';
import { createTokenSeal } from './auth/sealed-tokens.ts';
import { createMetrics } from './metrics.ts';
import { networkOf } from './plugins/rate-limits.ts';
import { mergeSettings } from './routes/settings.ts';

describe('addresses', () => {
  test('whoever has one IPv6 address has a network of them, and is counted by that', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:0db8:0001:0002::9')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(networkOf('203.0.113.9')).toBe('203.0.113.9');
  });
});

describe('sealed tokens', () => {
  const tokens = { access: 'a', refresh: 'r', expiresAt: new Date('2026-06-01T00:00:00Z') };
  test('open for their owner and with the same secret only, and not when a letter was changed', async () => {
    const seal = createTokenSeal('s'.repeat(32));
    const sealed = await seal.seal('1', tokens);
    expect(await seal.open('1', sealed)).toEqual(tokens);
    expect(await seal.open('2', sealed)).toBeUndefined();
    expect(await createTokenSeal('t'.repeat(32)).open('1', sealed)).toBeUndefined();
    const [head = '', key = '', iv = '', text = '', tag = ''] = sealed.split('.');
    const changed = [head, key, iv, `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`, tag].join('.');
    expect(await seal.open('1', changed)).toBeUndefined();
    expect(await seal.seal('1', tokens)).not.toBe(sealed);
  });
});

describe('small things', () => {
  test('devices are named as people know them', () => {
    expect(
      deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'),
    ).toBe('Safari on iOS');
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0')).toBe(
      'Edge on Windows',
    );
    expect(deviceName('curl/8')).toBeUndefined();
    expect(deviceName(undefined)).toBeUndefined();
  });

  test('a path may have a query and a fragment', () => {
    expect(safePath('/a?b=c#d', 'https://kingdom77.test')).toBe('/a?b=c#d');
    expect(safePath('/a', 'https://kingdom77.test')).toBe('/a');
    expect(safePath(undefined, 'https://kingdom77.test')).toBe('/dashboard');
  });

  test('null takes a setting away, and the rest stays', () => {
    expect(mergeSettings({ a: 1, b: 2 }, { a: null, c: 3 })).toEqual({ b: 2, c: 3 });
  });

  test('numbers for Prometheus have no way out of their labels', () => {
    const metrics = createMetrics();
    metrics.answered({ method: 'GET', route: '/a"} 1\nevil', status: 200, seconds: 0.03 });
    const text = metrics.text({
      cache: { hits: 1, misses: 0, stale: 0, failures: 0, open: false },
      jobs: undefined,
      eventLoopDelay: Number.NaN,
    });
    expect(text).toContain('http_requests_total{method="GET",route="/a_} 1_evil",status="200"} 1\n');
    expect(text).toContain('le="0.025"} 0\n');
    expect(text).toContain('le="0.05"} 1\n');
    expect(text).not.toContain('queue_jobs');
    expect(text).toContain('event_loop_delay_seconds 0\n');
  });
});
