/** What Google is told, in which order, and what never leaves. */
import { beforeEach, describe, expect, test } from 'vitest';
import { tellableAddress } from './address.ts';
import { eventOf } from './events.ts';
import type { TagHolder } from './gtag.ts';
import { allowEvents, forbidEvents, movedTo, track, visitorForCheckout } from './track.ts';

const id = 'G-1';
const holder = globalThis as TagHolder;
const page = {
  url: 'https://crown.test/payment/success?session_id=cs_test_secret',
  referrer: 'https://crown.test/servers/900000000000000001?x=1',
};
const told = (): unknown[][] => (holder.dataLayer ?? []).map((words) => Array.from(words as ArrayLike<unknown>));

beforeEach(() => {
  forbidEvents(id);
  delete holder.dataLayer;
});

describe('before it is allowed, and after it was taken back', () => {
  test('nothing is told, nothing is remembered, and the checkout gets no pseudonym', () => {
    track('server_select', {});
    movedTo('https://crown.test/pricing');
    expect(told()).toEqual([]);
    expect(visitorForCheckout('_ga=GA1.1.77.88')).toBeUndefined();
  });

  test('a tag that runs is told to be silent before its cookies go', () => {
    allowEvents(id, page);
    forbidEvents(id);
    track('server_select', {});
    expect(holder[`ga-disable-${id}`]).toBe(true);
    expect(told().at(-1)).toEqual(['consent', 'update', { analytics_storage: 'denied' }]);
  });

  test('without Google Analytics there is nobody to tell', () => {
    allowEvents('', page);
    track('server_select', {});
    expect(told()).toEqual([]);
  });
});

describe('once it is allowed', () => {
  test('the first word is that everything is denied, and only statistics are granted, ever', () => {
    allowEvents(id, page);
    allowEvents(id, page);
    const words = told();
    expect(words[0]).toEqual([
      'consent',
      'default',
      { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' },
    ]);
    expect(words.filter(([word, what]) => word === 'consent' && what === 'update')).toEqual([
      ['consent', 'update', { analytics_storage: 'granted' }],
    ]);
    expect(holder[`ga-disable-${id}`]).toBe(false);
  });

  test('addresses are told without ids and queries, the one we came from too', () => {
    allowEvents(id, page);
    movedTo('https://crown.test/servers/900000000000000001/premium');
    expect(told().filter(([word]) => word === 'set')).toMatchObject([
      ['set', 'ads_data_redaction', true],
      [
        'set',
        { page_location: 'https://crown.test/payment/success', page_referrer: 'https://crown.test/servers/id', cookie_domain: 'none' },
      ],
      ['set', { page_location: 'https://crown.test/servers/id/premium' }],
    ]);
    expect(JSON.stringify(told())).not.toMatch(/cs_test|9000000000/);
  });

  test('events come as Google’s tag takes them: one `arguments` each', () => {
    allowEvents(id, page);
    track('begin_checkout', { plan: 'monthly', currency: 'usd', value: 9.99 });
    expect(told().at(-1)).toEqual(['event', 'begin_checkout', { plan: 'monthly', currency: 'usd', value: 9.99 }]);
    expect(Array.isArray(holder.dataLayer?.at(-1))).toBe(false);
  });

  test('the checkout gets the pseudonym out of the cookie', () => {
    allowEvents(id, page);
    expect(visitorForCheckout('a=1; _ga=GA1.1.1732.99; _ga_2=GS1.1.5')).toBe('1732.99');
    expect(visitorForCheckout('_ga=GA1.1.1732.99; _ga_1=GS1.1.1764000000.1.1.1764000123.0.0.0')).toBe('1732.99.1764000000');
    expect(visitorForCheckout('_ga_1=GS2.1.s1764000000$o1$g1; _ga=GA1.1.1732.99')).toBe('1732.99.1764000000');
    expect(visitorForCheckout('a=1; not_ga=GA1.1.1732.99')).toBeUndefined();
  });
});

test('links say what a click on them means, in words that are known', () => {
  expect(eventOf('premium_click:yearly')).toEqual({ name: 'premium_click', params: { plan: 'yearly' } });
  expect(eventOf('login')).toEqual({ name: 'login', params: { method: 'discord' } });
  expect(eventOf('server_select')).toEqual({ name: 'server_select', params: {} });
  for (const text of ['', 'premium_click', 'premium_click:weekly', 'purchase', 'refund']) expect(eventOf(text)).toBeUndefined();
});

test('an address keeps its path and the words that say where somebody came from', () => {
  expect(tellableAddress('https://crown.test/pricing?utm_source=topgg&token=x&gclid=y#faq')).toBe(
    'https://crown.test/pricing?utm_source=topgg',
  );
  expect(tellableAddress('https://crown.test/legal/terms')).toBe('https://crown.test/legal/terms');
  expect(tellableAddress('https://crown.test/x/cs_test_a1B2/y')).toBe('https://crown.test/x/id/y');
});
