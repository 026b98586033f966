/** Who is asked, what may run, when the question comes again, and what goes when a consent is taken back. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CookieValue } from 'vanilla-cookieconsent';
import { describe, expect, test } from 'vitest';
import { clearingsOf } from './clearing.ts';
import { type Choice, type ConsentSetup, consentConfig } from './consent-config.ts';
import { proveChoice } from './prove-choice.ts';
import { purposesFor } from './purposes.ts';
import { chosenIn, refusesBySignal, rule } from './refusal.ts';
import { revisionOf } from './revision.ts';
import { words } from './words.ts';

const gpc = { globalPrivacyControl: true };
const dnt = { doNotTrack: '1' };
const silent = { globalPrivacyControl: false, doNotTrack: null };
const yes = { categories: ['necessary', 'analytics'], despiteSignal: false };
const no = { categories: ['necessary'], despiteSignal: false };
const google = purposesFor({ gaId: 'G-1', vercelAnalytics: false, speedInsights: false });
const revision = revisionOf(google);

describe('who is asked, and what may run', () => {
  test.each([
    ['a first visit: asked, and nothing runs', silent, undefined, true, []],
    ['a first visit with Global Privacy Control: not asked, nothing runs', gpc, undefined, false, []],
    ['a first visit with Do Not Track: not asked, nothing runs', dnt, undefined, false, []],
    ['who allowed it', silent, yes, false, ['analytics']],
    ['who refused', silent, no, false, []],
    ['who refused, and has a signal', gpc, no, false, []],
    ['who allowed it by hand although the browser says no', gpc, { ...yes, despiteSignal: true }, false, ['analytics']],
  ] as const)('%s', (_name, signals, chosen, ask, allowed) => {
    expect(rule(signals, chosen)).toEqual({ ask, allowed, overruled: false });
  });

  test.each([gpc, dnt])('a signal that came after the consent overrules it, without a question: %j', (signals) => {
    expect(rule(signals, yes)).toEqual({ ask: false, allowed: [], overruled: true });
  });

  test('only a yes is a signal', () => {
    expect([gpc, dnt, { doNotTrack: 'yes' }].map(refusesBySignal)).toEqual([true, true, true]);
    expect([silent, {}, { doNotTrack: '0' }, { doNotTrack: 'unspecified' }].map(refusesBySignal)).toEqual([false, false, false, false]);
  });
});

describe('what the cookie holds', () => {
  const cookie = (value: unknown) => `theme=dark; cookie_consent=${encodeURIComponent(JSON.stringify(value))}; other=1`;

  test('is the choice, when it answers the present question', () => {
    expect(chosenIn(cookie({ categories: ['necessary', 'analytics'], revision, data: { despiteSignal: true } }), revision)).toEqual({
      ...yes,
      despiteSignal: true,
    });
    expect(chosenIn(cookie({ categories: ['necessary'], revision, data: null }), revision)).toEqual(no);
  });

  test.each([
    ['another question', cookie({ categories: ['necessary', 'analytics'], revision: revision + 1 })],
    ['no cookie', 'theme=dark'],
    ['nonsense', 'cookie_consent=%7Bnonsense'],
    ['no list', cookie({ categories: 'analytics', revision })],
    ['a cookie of another name', cookie({ categories: [], revision }).replace('cookie_consent', 'my_cookie_consent')],
  ])('counts for nothing with %s', (_name, cookies) => {
    expect(chosenIn(cookies, revision)).toBeUndefined();
  });
});

describe('the list of purposes', () => {
  test('is empty where nothing optional is configured: there is no question', () => {
    expect(purposesFor({ gaId: '', vercelAnalytics: false, speedInsights: false })).toEqual([]);
  });

  test('makes the revision: a service more, and everybody is asked again; better words, and nobody is', () => {
    const more = purposesFor({ gaId: 'G-1', vercelAnalytics: true, speedInsights: false });
    expect(revisionOf(more)).not.toBe(revision);
    expect(revisionOf(purposesFor({ gaId: 'G-2', vercelAnalytics: false, speedInsights: false }))).toBe(revision);
    expect(revisionOf(google.map((purpose) => ({ ...purpose, about: 'Other words' })))).toBe(revision);
    for (const number of [revision, revisionOf(more), revisionOf([])]) {
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(2 ** 31);
    }
  });
});

describe('a consent that is taken back', () => {
  const services = google.flatMap((purpose) => purpose.services);

  test('clears the cookie of this host and those that a script set for the domain above it', () => {
    const clearings = clearingsOf(services, 'www.kingdom77.test');
    expect(clearings.filter(({ name }) => name === '_ga').map(({ domain }) => domain)).toEqual([
      undefined,
      'www.kingdom77.test',
      'kingdom77.test',
    ]);
    const [pattern] = clearings.flatMap(({ name }) => (name instanceof RegExp ? [name] : []));
    expect(['_ga_G1', '_ga', 'x_ga_1'].map((name) => pattern?.test(name))).toEqual([true, false, false]);
  });

  test('has no domains above an address or a bare name', () => {
    expect(clearingsOf(services, '127.0.0.1').map(({ domain }) => domain)).toEqual([undefined, undefined]);
    expect(clearingsOf(services, 'localhost').map(({ domain }) => domain)).toEqual([undefined, undefined]);
  });
});

describe('how the library is set up', () => {
  const setup: ConsentSetup = { purposes: google, revision, project: 'Crown', secure: true, hostname: 'crown.test', signalled: false };
  const heard: unknown[] = [];
  const hooks = {
    ask: true,
    chosen: (choice: Choice) => void heard.push(choice),
    apply: (categories: readonly string[]) => void heard.push(categories),
  };
  const config = consentConfig(setup, hooks);

  test('nothing is ticked but what cannot be switched off', () => {
    expect(config.mode).toBe('opt-in');
    expect(config.categories).toMatchObject({ necessary: { enabled: true, readOnly: true }, analytics: { enabled: false } });
  });

  test('three buttons of one weight on the first layer, and none that closes it by another way', async () => {
    expect(config.guiOptions?.consentModal).toMatchObject({ equalWeightButtons: true, flipButtons: false });
    const { acceptAllBtn, acceptNecessaryBtn, showPreferencesBtn, closeIconLabel } = words(google, 'Crown', false).consentModal;
    expect([acceptAllBtn, acceptNecessaryBtn, showPreferencesBtn, closeIconLabel]).toEqual(['Allow', 'Refuse', 'Choose', undefined]);
  });

  test('a name with signs of HTML in it is shown as it is written', () => {
    expect(words(google, '<b>Crown</b> & "Co"', false).consentModal.description).toContain(
      '&lt;b&gt;Crown&lt;/b&gt; &amp; &quot;Co&quot; works',
    );
  });

  test('the settings say why nobody was asked, where the browser refused', () => {
    const told = JSON.stringify(consentConfig({ ...setup, signalled: true }, { ...hooks, ask: false }).language);
    expect(told).toContain('Your browser has answered for you');
    expect(JSON.stringify(config.language)).not.toContain('Your browser has answered for you');
  });

  test('a choice is told before what follows from it, and a mere visit tells of none', () => {
    const cookie = { consentId: 'id', categories: ['necessary', 'analytics'] } as CookieValue;
    const choice = { id: 'id', categories: cookie.categories, revision };
    config.onConsent?.({ cookie });
    expect(heard.splice(0)).toEqual([cookie.categories]);
    config.onChange?.({ cookie, changedCategories: ['analytics'], changedServices: {} });
    expect(heard.splice(0)).toEqual([choice, cookie.categories]);
    config.onFirstConsent?.({ cookie });
    expect(heard.splice(0)).toEqual([choice]);
  });
});

describe('the proof', () => {
  const choice: Choice = { id: 'f7b8a3e2-0000-4000-8000-000000000000', categories: ['necessary'], revision: 7 };

  test('holds a random number, the choice and the revision, and nothing that names a person', async () => {
    let seen: { headers: Record<string, unknown>; body: string } | undefined;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        seen = { headers: request.headers, body };
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await proveChoice(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, choice)).toBe(true);
    server.close();
    expect(JSON.parse(seen?.body ?? '')).toEqual(choice);
    expect(seen?.headers.cookie).toBeUndefined();
  });

  test('that cannot be written down stops nobody', async () => {
    await expect(proveChoice('http://127.0.0.1:1', choice)).resolves.toBe(false);
  });
});
