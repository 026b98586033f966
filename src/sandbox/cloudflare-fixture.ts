/** For tests: a world with an account at the emulated Cloudflare, and the official SDK aimed at it. */
import { Cloudflare } from 'cloudflare';
import { testWorld } from './fixture.ts';
import type { World, WorldOptions } from './world.ts';

export const domain = 'kingdom77.test';

/** The SDK, unmodified, with the world's token or another. */
export function cloudflareSdk(
  world: Pick<World, 'endpoints' | 'credentials'>,
  more: { token?: string; fetch?: typeof fetch } = {},
): Cloudflare {
  const { token = world.credentials()['cloudflare.apiToken'] ?? '', fetch: door } = more;
  return new Cloudflare({
    apiToken: token,
    baseURL: `${world.endpoints.cloudflare}/client/v4`,
    maxRetries: 0,
    timeout: 5000,
    ...(door ? { fetch: door } : {}),
  });
}

export interface Desk {
  world: World;
  client: Cloudflare;
  account_id: string;
  /** What a person does; the answer is what the page would show. */
  edit<T = unknown>(action: string, fields?: Readonly<Record<string, string>>): Promise<T>;
}

export async function openDesk(options: Partial<WorldOptions> = {}): Promise<Desk> {
  const world = await testWorld({ certificateMs: 0, ...options });
  const client = cloudflareSdk(world);
  const account_id = (await client.accounts.list()).result[0]?.id ?? '';
  const edit: Desk['edit'] = async <T>(action: string, fields: Readonly<Record<string, string>> = {}) =>
    (await world.edit('cloudflare', action, fields)) as T;
  return { world, client, account_id, edit };
}

/** A zone, as `POST /zones` makes it; active where asked. */
export async function makeZone({ client, account_id, edit }: Desk, name: string, active = true): Promise<string> {
  const { id } = await client.zones.create({ account: { id: account_id }, name, type: 'full' });
  if (active) await edit('parent-delegates', { zone: name });
  return id;
}

/** What Cloudflare's error envelope says, from a call that has to fail. */
export async function refused(call: Promise<unknown>): Promise<{ status: number; code: number; message: string }> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Cloudflare.APIError)) throw new Error(`not refused by Cloudflare: ${String(error)}`);
  const [first] = error.errors;
  return { status: error.status ?? 0, code: first?.code ?? -1, message: first?.message ?? '' };
}
