/** For tests: the emulated DigitalOcean alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { digitaloceanEmulator } from './digitalocean.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';

export interface DigitalOceanDesk extends HostDesk {
  token(): string;
}

/** @param options `pendingMs`: of deployments that a change begins; a minute unless told, so that none begins during a test that does not mean it */
export async function openDigitalOcean({
  pendingMs = 60_000,
  ...options
}: FixtureOptions & { pendingMs?: number } = {}): Promise<DigitalOceanDesk> {
  let endpoint = '';
  const desk = await openHost('digitalocean', (tools) => digitaloceanEmulator({ ...tools, pendingMs, logs: () => endpoint }), options);
  endpoint = desk.endpoint;
  return { ...desk, token: () => desk.credential('token') };
}

export function openWalk(desk: Pick<DigitalOceanDesk, 'vendor' | 'endpoint' | 'token' | 'clock'>, more: WalkOptions = {}): Walk {
  return openHostWalk(desk, { DIGITALOCEAN_TOKEN: new Secret('DIGITALOCEAN_TOKEN', desk.token()) }, more);
}
