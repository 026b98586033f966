/** By what services that somebody made by hand are known, and how their names are kept. */
import { describe, expect, test } from 'vitest';
import type { HostVariable } from '../../core/host.ts';
import { Secret } from '../../core/secret.ts';
import { cluesOf, confidenceFor, type Looked, type Ours } from './adopt-clues.ts';
import { takenOf } from './adopt-variables.ts';
import { exactly, ownName, placeWanted, serviceNamed, withName } from './names.ts';

const ours: Ours = {
  domain: 'kingdom77.com',
  slug: 'kingdom77',
  repository: 'ann/kingdom77',
  marks: [{ text: 'token-of-the-bot', is: 'your bot' }],
};
const running = ['bot', 'worker', 'api'] as const;

function looked(
  about: Partial<Looked['service']>,
  variables: Readonly<Record<string, string>> = {},
  names: readonly string[] = [],
): Looked {
  return {
    service: { id: 'one', name: 'service', ...about },
    names,
    variables: Object.entries(variables).map(([name, value]) => ({ name, value: new Secret(name, value) })),
  };
}
const sureness = (one: Looked, role: 'bot' | 'worker' | 'api' = 'bot', neighbours = false) =>
  confidenceFor(role, cluesOf(one, ours, running), neighbours);

describe('a service is', () => {
  test.each([
    [
      'certain, by its repository and a value that nothing else has',
      { name: 'Bot', repository: 'Ann/Kingdom77' },
      { DISCORD_TOKEN: 'token-of-the-bot' },
      'certain',
    ],
    ['likely, by its repository and its name alone', { name: 'discord-bot', repository: 'ann/kingdom77' }, {}, 'likely'],
    [
      'likely, with another repository and our token',
      { name: 'bot', repository: 'ann/old' },
      { DISCORD_TOKEN: 'token-of-the-bot' },
      'likely',
    ],
    [
      'only possible, when it is for trying out',
      { name: 'bot-staging', repository: 'ann/kingdom77' },
      { DISCORD_TOKEN: 'token-of-the-bot' },
      'possible',
    ],
    ['nobody’s, with another repository', { name: 'bot', repository: 'ann/music' }, { DISCORD_TOKEN: 'token-of-another' }, undefined],
    ['only possible, by its name alone', { name: 'Kingdom-77 bot' }, {}, 'possible'],
    ['nobody’s, without anything of ours', { name: 'bot' }, {}, undefined],
  ] as const)('%s', (_says, service, variables, wanted) => expect(sureness(looked(service, variables))).toBe(wanted));

  test('certain among neighbours that are ours', () => {
    expect(sureness(looked({ name: 'WorkerProd', repository: 'ann/kingdom77' }), 'worker', true)).toBe('certain');
    expect(sureness(looked({ name: 'WorkerProd', repository: 'ann/kingdom77' }), 'bot', true)).toBeUndefined();
  });

  test('the API when api.<domain> leads to it, whatever it is called', () => {
    const one = looked({ name: 'web-2', repository: 'ann/kingdom77', startCommand: 'node index.js' }, {}, ['api.kingdom77.com']);
    expect([sureness(one, 'api'), sureness(one, 'bot')]).toEqual(['certain', undefined]);
  });

  test('known by the domain in its variables, not by one that only ends like it', () => {
    const with_ = (text: string) => cluesOf(looked({ name: 'api' }, { CORS_ORIGINS: text }), ours, running).identity;
    expect(with_('https://www.kingdom77.com,https://kingdom77.com')).toEqual(['its CORS_ORIGINS names kingdom77.com']);
    expect(with_('https://notkingdom77.com')).toEqual([]);
    expect(with_('https://kingdom77.community')).toEqual([]);
  });

  test('told of without a value of its variables', () => {
    const clues = cluesOf(looked({ name: 'bot' }, { DISCORD_TOKEN: 'token-of-the-bot' }), ours, running);
    expect(JSON.stringify(clues)).not.toContain('token-of-the-bot');
  });
});

describe('names', () => {
  test('of one host count for no other', () => {
    expect([ownName('railway/my-bot', 'railway'), ownName('railway/my-bot', 'render'), ownName('my-bot', 'render')]).toEqual([
      'my-bot',
      undefined,
      'my-bot',
    ]);
    expect(ownName('railway/my, own, bot, render/other', 'railway')).toBe('my, own, bot');
    expect(ownName('', 'railway')).toBeUndefined();
  });

  test('of several hosts stand side by side', () => {
    const both = withName(withName(undefined, 'railway', 'my-bot'), 'render', 'theirs');
    expect([both, ownName(both, 'railway'), ownName(both, 'render')]).toEqual(['railway/my-bot, render/theirs', 'my-bot', 'theirs']);
    expect(withName(both, 'railway', 'new')).toBe('render/theirs, railway/new');
  });

  test('take the place of those that k77 derives, and only those', () => {
    const values = { project: 'Kingdom-77', ENVIRONMENT: 'production', hostProject: 'railway/my-bot', apiService: 'railway/backend' };
    expect(placeWanted(values, 'railway')).toEqual({ project: 'my-bot', environment: 'production' });
    expect(placeWanted(values, 'render')).toEqual({ project: 'kingdom77', environment: 'production' });
    expect(serviceNamed('api', 'railway', values)).toEqual({ name: 'backend', exactly: true });
    expect(serviceNamed('api', 'render', values)).toEqual({ name: 'api', exactly: false });
    expect([exactly('api', { id: 'railway' }, values), exactly('api', { id: 'render' }, values)]).toEqual([{ exactly: 'backend' }, {}]);
  });
});

describe('variables', () => {
  const given = (values: Readonly<Record<string, string | undefined>>): HostVariable[] =>
    Object.entries(values).map(([name, text]) => ({
      name,
      target: 'production',
      ...(text === undefined ? {} : { value: new Secret(name, text) }),
    }));
  const names = (values: Readonly<Record<string, string | undefined>>) =>
    Object.fromEntries([...takenOf('api', given(values))].map(([key, { name }]) => [key, name]));

  test('are taken under the names that people give them, the guide’s first', () => {
    expect(names({ MONGO_URI: 'mongodb+srv://x', STRIPE_API_KEY: 'rk_test_1', JWT_SECRET: 'x' })).toEqual({
      MONGODB_URI: 'MONGO_URI',
      STRIPE_SECRET_KEY: 'STRIPE_API_KEY',
      JWT_SECRET: 'JWT_SECRET',
    });
    expect(names({ MONGO_URI: 'mongodb://old', MONGODB_URI: 'mongodb://new' })).toEqual({ MONGODB_URI: 'MONGODB_URI' });
  });

  test('that are something else under that name are left', () => {
    expect(names({ DATABASE_URL: 'postgres://x', STRIPE_KEY: 'pk_live_1', STRIPE_WEBHOOK_SECRET: 'todo' })).toEqual({});
  });

  test('that the host hides are known by their names; what k77 derives is not taken', () => {
    expect(names({ JWT_SECRET: undefined, API_URL: 'https://api.kingdom77.com', RATE_LIMIT_FREE: '60' })).toEqual({
      JWT_SECRET: 'JWT_SECRET',
    });
  });
});
