/** The lists that several places live by: cookies, events, and where data about people are. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cookieName, cookieOf } from './cookies.ts';
import { dataMap, impersonal } from './data-map.ts';
import { envSchemas } from './env-schemas.ts';
import { services } from './environment.ts';
import { stripeEvents } from './stripe-events.ts';

test('the API listens to nineteen events, each once', () => {
  expect(new Set(stripeEvents).size).toBe(19);
});

describe('cookies', () => {
  test('cookies of the API are bound to their host wherever there is HTTPS', () => {
    expect(cookieName('session', 'production')).toBe('__Host-session');
    expect(cookieName('session', 'rehearsal')).toBe('__Host-session');
    expect(cookieName('session', 'development')).toBe('session');
    expect(cookieName('cookie_consent', 'production')).toBe('cookie_consent');
  });

  test('a session lasts 30 days, a token 24 hours, and scripts see neither', () => {
    expect([cookieOf('session').maxAgeSeconds, cookieOf('auth_token').maxAgeSeconds]).toEqual([30 * 86_400, 86_400]);
    expect([cookieOf('session').httpOnly, cookieOf('auth_token').httpOnly, cookieOf('csrf_token').httpOnly]).toEqual([true, true, false]);
  });
});

describe('the data map', () => {
  test('no collection is in it twice or both with and without people', () => {
    const names = [...dataMap.map(({ collection }) => collection), ...Object.keys(impersonal)];
    expect(new Set(names).size).toBe(names.length);
  });

  test('what is overwritten are fields that hold the subject', () => {
    for (const { collection, subjects, erasure } of dataMap) {
      if (erasure.how === 'pull') expect(subjects, collection).toEqual(expect.arrayContaining([...erasure.from, ...erasure.ids]));
      if (erasure.how === 'pseudonymise') expect(subjects, collection).toEqual(expect.arrayContaining([...erasure.ids]));
    }
  });
});

/** Only where this project stands inside k77's own repository. */
const table = fileURLToPath(new URL('../../../../../../src/core/keys.ts', import.meta.url));

describe.runIf(existsSync(table))("beside k77's table of values", () => {
  test('every value that k77 writes for a service is known to it', async () => {
    const { keys } = (await import(/* @vite-ignore */ table)) as { keys: Record<string, { services: readonly string[]; as?: string }> };
    const unknown = services.flatMap((service) =>
      Object.entries(keys)
        .filter(([name, info]) => info.services.includes(service) && !((info.as ?? name) in envSchemas[service].shape))
        .map(([name]) => `${service}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});
