import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSiteConfig, readSiteConfig, SiteConfigError } from './site-config.ts';

const least = {
  project: 'Kingdom-77',
  domain: 'kingdom77.test',
  mailboxes: Object.fromEntries(['support', 'contact', 'privacy', 'billing', 'emergency'].map((box) => [box, `${box}@kingdom77.test`])),
};

describe('site.config.json', () => {
  test("this project's own file is right", () => {
    expect(readSiteConfig().domain).toMatch(/\./);
  });

  test('sections that were taken back have their defaults', () => {
    const site = parseSiteConfig(least);
    expect(site.refunds).toEqual({ fullDays: 7, partialDays: 14, partialPercent: 50, euWithdrawalDays: 14 });
    expect(site.rateLimits.requests).toEqual({ free: 60, basic: 120, premium: 300, admin: 1000 });
    expect(site.cache.ttlSeconds.translation).toBe(86_400);
    expect(site.redis.queue).toEqual({ drainDelaySeconds: 60, stalledIntervalMs: 300_000 });
    expect(site.giveaways.premium.winners).toBeGreaterThan(site.giveaways.free.winners);
  });

  test('unknown and impossible fields are named', () => {
    expect(() => parseSiteConfig({ ...least, refunds: { fullDays: 14, partialDays: 7 } })).toThrow(/refunds\.partialDays/);
    expect(() => parseSiteConfig({ ...least, premium: { graceDay: 7 } })).toThrow(/premium.*graceDay/s);
    expect(() => parseSiteConfig({ ...least, domain: 'https://x.test' })).toThrow(SiteConfigError);
  });

  test('a file that is no JSON says so, with its path', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'site-')), 'site.config.json');
    await writeFile(path, '{ oops');
    expect(() => readSiteConfig(path)).toThrow(path);
  });
});
