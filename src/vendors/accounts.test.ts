import { describe, expect, test } from 'vitest';
import { OperatorError, type VendorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import type { Door, OpenDoor, Vendor } from '../core/vendor.ts';
import { vendorIds } from '../core/vendor.ts';
import { realNetwork } from '../ports/network.ts';
import { vendorAccounts } from './accounts.ts';
import { cloudflare } from './cloudflare.ts';
import { discord } from './discord.ts';

interface Asked {
  method: string;
  path: string;
  authorization: string | null;
}

/** A door that answers from a table, and remembers what it was asked. */
function doorWith(answers: Readonly<Record<string, [status: number, body: unknown]>>): { door: OpenDoor; asked: Asked[] } {
  const asked: Asked[] = [];
  const door: Door = async (url, init) => {
    const { pathname } = new URL(url);
    asked.push({ method: init?.method ?? 'GET', path: pathname, authorization: new Headers(init?.headers).get('authorization') });
    const [status, body] = answers[pathname] ?? [
      404,
      { success: false, errors: [{ code: 7003, message: 'no route' }], messages: [], result: null },
    ];
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', 'cf-ray': 'ray-1' } });
  };
  return { door: Object.assign(door, withoutStores), asked };
}

/** These vendors speak HTTP only. */
const withoutStores: Omit<OpenDoor, keyof Door> = {
  gate: (_command, send) => send(),
  share: (_name, open) => open(),
  network: realNetwork,
};

const credentials = {
  CLOUDFLARE_API_TOKEN: new Secret('CLOUDFLARE_API_TOKEN', 'cf-token-0000'),
  DISCORD_TOKEN: new Secret('DISCORD_TOKEN', 'discord-token-0000'),
};

async function refusalOf<C>(vendor: Vendor<C>, client: C): Promise<{ thrown: unknown; explained: VendorError | undefined }> {
  const thrown = await vendor.whoami(client).catch((error: unknown) => error);
  return { thrown, explained: vendor.explain(thrown, 'GET /x') };
}

describe('the table of accounts', () => {
  test('has every vendor once, and marks those that nobody has tried', () => {
    expect(vendorAccounts.map((account) => account.id)).toEqual([...vendorIds]);
    expect(vendorAccounts.filter((account) => account.unverified).map((account) => account.id)).toEqual(['namecheap', 'porkbun']);
    for (const account of vendorAccounts) expect(account.signUp).toMatch(/^https:\/\//);
  });
});

describe('Cloudflare', () => {
  const verify = '/client/v4/user/tokens/verify';
  const accounts = '/client/v4/accounts';
  const ok = (result: unknown): [number, unknown] => [
    200,
    { success: true, errors: [], messages: [], result, result_info: { page: 1, per_page: 50, count: 1, total_count: 1 } },
  ];
  const refused = (status: number, code: number, message: string): [number, unknown] => [
    status,
    { success: false, errors: [{ code, message }], messages: [], result: null },
  ];

  test('says whose token it is', async () => {
    const { door, asked } = doorWith({ [verify]: ok({ id: 't', status: 'active' }), [accounts]: ok([{ id: 'acc1', name: 'Kingdom' }]) });
    expect(await cloudflare.whoami(cloudflare.connect(door, credentials))).toEqual({ account: 'acc1', name: 'Kingdom', mode: 'none' });
    expect(new Set(asked.map((one) => one.authorization))).toEqual(new Set(['Bearer cf-token-0000']));
  });

  test('takes a token that an account owns, which the user’s page does not know', async () => {
    const { door } = doorWith({
      [verify]: refused(401, 1000, 'Invalid API Token'),
      [accounts]: ok([{ id: 'acc1', name: 'Kingdom' }]),
      '/client/v4/accounts/acc1/tokens/verify': ok({ id: 't', status: 'disabled' }),
    });
    const { thrown } = await refusalOf(cloudflare, cloudflare.connect(door, credentials));
    expect(thrown).toBeInstanceOf(OperatorError);
    expect((thrown as OperatorError).what).toContain('disabled');
  });

  test('explains a refusal with the recipe, and asks once', async () => {
    const { door, asked } = doorWith({
      [verify]: ok({ id: 't', status: 'active' }),
      [accounts]: refused(403, 9109, 'Unauthorized to access requested resource'),
    });
    const { explained } = await refusalOf(cloudflare, cloudflare.connect(door, credentials));
    expect(explained).toMatchObject({
      vendor: 'Cloudflare',
      status: 403,
      code: '9109',
      requestId: 'ray-1',
      exit: 6,
      advice: expect.stringContaining('k77 doctor cloudflare'),
    });
    expect(asked.length).toBe(2);
  });

  test('sends no key when there is none, and knows no error but its own', () => {
    expect(cloudflare.explain(new Error('something else'), 'GET /x')).toBeUndefined();
  });
});

describe('Discord', () => {
  const me = '/api/v10/users/@me';
  const application = '/api/v10/applications/@me';

  test('says whose bot it is', async () => {
    const { door, asked } = doorWith({
      [me]: [200, { id: '1', username: 'Kingdom-77', bot: true }],
      [application]: [200, { id: '77', name: 'Kingdom', bot_public: true }],
    });
    expect(await discord.whoami(discord.connect(door, credentials))).toEqual({
      account: '77',
      name: 'Kingdom-77',
      mode: 'none',
      plan: 'public bot',
    });
    expect(new Set(asked.map((one) => one.authorization))).toEqual(new Set(['Bot discord-token-0000']));
  });

  test('refuses the token of a person', async () => {
    const { door } = doorWith({ [me]: [200, { id: '1', username: 'someone' }], [application]: [200, { id: '77', name: 'Kingdom' }] });
    expect((await refusalOf(discord, discord.connect(door, credentials))).thrown).toMatchObject({
      what: expect.stringContaining('belongs to a person'),
    });
  });

  test('explains a wrong token', async () => {
    const wrong: [number, unknown] = [401, { message: '401: Unauthorized', code: 0 }];
    const { door } = doorWith({ [me]: wrong, [application]: wrong });
    const { explained } = await refusalOf(discord, discord.connect(door, credentials));
    expect(explained).toMatchObject({ vendor: 'Discord', status: 401, exit: 6, advice: expect.stringContaining('Reset Token') });
  });
});
