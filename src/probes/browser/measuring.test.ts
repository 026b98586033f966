import { expect, test } from 'vitest';
import { isOwn } from './consent.ts';
import { type Scored, together } from './lighthouse.ts';
import { hitsIn, isCounting, isMeasuring } from './measuring.ts';
import { told } from './visit.ts';

test('who measures is known by the address, and nobody else is taken for them', () => {
  const measuring = [
    'https://www.googletagmanager.com/gtag/js?id=G-1',
    'https://region1.google-analytics.com/g/collect?v=2',
    'https://kingdom77.com/_vercel/insights/script.js',
    'https://kingdom77.com/_vercel/speed-insights/vitals',
    'https://va.vercel-scripts.com/v1/script.js',
    'https://connect.facebook.net/en_US/fbevents.js',
  ];
  expect(measuring.filter((url) => !isMeasuring(url))).toEqual([]);
  const others = [
    'https://kingdom77.com/google-analytics.com',
    'https://notgoogle-analytics.com/collect',
    'https://fonts.googleapis.com/css',
  ];
  expect(others.filter(isMeasuring)).toEqual([]);
});

test('a visit is counted at the collector, and not where its script is fetched', () => {
  expect(isCounting('https://region1.google-analytics.com/g/collect?v=2')).toBe(true);
  expect(isCounting('https://stats.g.doubleclick.net/g/collect?v=2')).toBe(true);
  expect(isCounting('https://www.googletagmanager.com/gtag/js?id=G-1')).toBe(false);
});

test('events come one in the address, or many in the body', () => {
  const url = 'https://region1.google-analytics.com/g/collect?v=2&tid=G-1';
  expect(hitsIn({ url: `${url}&en=page_view`, body: '' })).toEqual([{ event: 'page_view', id: 'G-1' }]);
  expect(hitsIn({ url, body: 'en=scroll&_et=5\r\nen=begin_checkout&epn.value=9.99' }).map(({ event }) => event)).toEqual([
    'scroll',
    'begin_checkout',
  ]);
  expect(hitsIn({ url: 'https://kingdom77.com/g/collect?en=page_view', body: '' })).toEqual([]);
});

test('what the tag tells by itself is no event of ours', () => {
  expect(['page_view', 'user_engagement', 'session_start', 'video_start'].filter(isOwn)).toEqual([]);
  expect(['premium_click', 'login', 'begin_checkout'].filter(isOwn)).toHaveLength(3);
});

test('what a browser says is told without the queries of addresses, and not at length', () => {
  expect(told('GET https://a.test/x?token=1#y 401', 'https://a.test/x?token=1')).toBe('GET https://a.test/x 401');
  expect(told('failed', 'https://a.test/x?token=1')).toBe('failed (https://a.test/x)');
  expect(told('x'.repeat(500)).length).toBe(301);
});

test('several runs count by their median; what is no matter of time by the first', () => {
  const run = (performance: number, lcp: number, more: object = {}): Scored => ({
    scores: { performance, ...more },
    lcp,
    tbt: 10,
    cls: 0,
    lost: [`${lcp}`],
    largest: '',
    benchmarkIndex: 1000,
    multiplier: 4,
  });
  const first = run(60, 4000, { accessibility: 100, 'best-practices': 96, seo: 100 });
  expect(together('https://a.test/', [first, run(95, 1500), run(93, 1600)])).toEqual({
    url: 'https://a.test/',
    scores: { performance: 93, accessibility: 100, 'best-practices': 96, seo: 100 },
    lcp: 1600,
    tbt: 10,
    cls: 0,
    lost: ['4000'],
    runs: 3,
  });
});
