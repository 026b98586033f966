/** Which variables services get. */
import { describe, expect, test } from 'vitest';
import { infoOf, isSecret, type Key, keys, nameOf, type Service, services, type Values } from '../../core/keys.ts';
import { Secret } from '../../core/secret.ts';
import { fixed, optionalOf, previewVariables, requiredOf, setText, tableOf, variablesFor } from './variable-set.ts';

/** A value for everything that is known in a deployment. */
function everything(over: Partial<Record<Key, string>> = {}): Partial<Values> {
  const texts: Partial<Record<Key, string>> = Object.fromEntries((Object.keys(keys) as Key[]).map((key) => [key, `value of ${key}`]));
  const all = { ...texts, STRIPE_PUBLISHABLE_KEY: 'pk_live_1', NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: 'pk_live_1', ...over };
  return Object.fromEntries(
    (Object.entries(all) as [Key, string][]).map(([key, text]) => [key, isSecret(key) ? new Secret(key, text) : text]),
  ) as Partial<Values>;
}
const names = (service: Service): string[] => Object.keys(variablesFor(service, everything()));

describe('a service gets', () => {
  test('what the table names for it, and nothing that it names for others only', () => {
    for (const service of services) {
      const wanted = (Object.keys(keys) as Key[]).filter((key) => infoOf(key).services.includes(service)).map(nameOf);
      expect(new Set(wanted).size, `two values under one name at the ${service}`).toBe(wanted.length);
      expect(names(service).sort()).toEqual([...wanted, ...Object.keys(fixed[service])].sort());
    }
  });

  test('as many as the guide counts: 20 for the bot, 25 for the API, the addresses and keys of the dashboard', () => {
    expect(names('bot').length).toBeGreaterThanOrEqual(20);
    expect(names('api').length).toBeGreaterThanOrEqual(25);
    expect(names('dashboard').length).toBeGreaterThanOrEqual(6);
  });

  test('the bot no key of Stripe, the API no token of the bot, nobody a token of k77', () => {
    expect(names('bot').filter((name) => name.startsWith('STRIPE_'))).toEqual([]);
    expect(names('api')).not.toContain('DISCORD_TOKEN');
    for (const service of services)
      expect(names(service).filter((name) => /RAILWAY|RENDER|VERCEL|CLOUDFLARE|ATLAS|UPSTASH_API/.test(name))).toEqual([]);
  });

  test('NODE_ENV where it runs Node.js, and never a port of its own', () => {
    expect(variablesFor('api', everything()).NODE_ENV?.reveal()).toBe('production');
    for (const service of services) expect(names(service)).not.toContain('PORT');
  });

  test('what is optional only where it is known and not empty', () => {
    const lean = everything({ OWNER_IDS: '' });
    delete (lean as Record<string, unknown>).SUPPORT_GUILD_ID;
    const set = variablesFor('bot', lean);
    expect(Object.keys(set)).not.toContain('OWNER_IDS');
    expect(Object.keys(set)).not.toContain('SUPPORT_GUILD_ID');
    expect(Object.keys(set)).toContain('PREMIUM_ROLE_ID');
    for (const service of services) expect([...requiredOf(service), ...optionalOf(service)].sort()).toEqual([...tableOf(service)].sort());
  });
});

describe('what a browser sees', () => {
  test('no secret of the table is named NEXT_PUBLIC_, and whatever is named so is marked public', () => {
    const published = (Object.keys(keys) as Key[]).filter((key) => key.startsWith('NEXT_PUBLIC_'));
    expect(published.length).toBeGreaterThan(4);
    expect(published.filter((key) => isSecret(key) || infoOf(key).public !== true)).toEqual([]);
  });

  test.each([
    ['a secret key of Stripe', 'sk_live_abc'],
    ['a restricted key', 'rk_test_abc'],
    ['a signing secret', 'whsec_abc'],
    ['an address with a password', 'mongodb+srv://ann:pass@c.example.net/db'],
    ['the value of any secret that k77 keeps', 'value of DISCORD_TOKEN'],
  ])('%s is refused there', (_what, text) => {
    expect(() => variablesFor('dashboard', everything({ NEXT_PUBLIC_API_URL: text }))).toThrow('NEXT_PUBLIC_API_URL of the dashboard');
    expect(() => variablesFor('dashboard', everything({ NEXT_PUBLIC_API_URL: 'https://api.example.com' }))).not.toThrow();
  });
});

describe('previews', () => {
  test('get a test key and never a live one', () => {
    expect(previewVariables(everything({ STRIPE_TEST_PUBLISHABLE_KEY: 'pk_test_2' })).NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY?.reveal()).toBe(
      'pk_test_2',
    );
    const without = previewVariables(everything({ STRIPE_TEST_PUBLISHABLE_KEY: '' }));
    expect(without.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY?.reveal()).toBe('pk_test_none');
    expect(setText(without)).not.toContain('pk_live');
    const rehearsed = everything({ STRIPE_TEST_PUBLISHABLE_KEY: '', STRIPE_PUBLISHABLE_KEY: 'pk_test_7' });
    expect(previewVariables(rehearsed).NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY?.reveal()).toBe('pk_test_7');
  });

  test('say that they are previews, and hold nothing but that and what is public', () => {
    const set = previewVariables(everything());
    expect(set.ENVIRONMENT?.reveal()).toBe('preview');
    expect(set.NEXT_PUBLIC_ENVIRONMENT?.reveal()).toBe('preview');
    expect(Object.keys(set).filter((name) => !name.startsWith('NEXT_PUBLIC_'))).toEqual(['ENVIRONMENT']);
  });
});

test('the text of a set is the same whatever its order, and another for another value', () => {
  const [a, b] = [new Secret('A', '1'), new Secret('B', '2')];
  expect(setText({ A: a, B: b })).toBe(setText({ B: b, A: a }));
  expect(setText({ A: a, B: b })).not.toBe(setText({ A: b, B: a }));
});
