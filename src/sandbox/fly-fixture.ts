/** For tests: the emulated Fly.io alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { flyEmulator } from './fly.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';

export interface FlyDesk extends HostDesk {
  token(): string;
}

export async function openFly(options: FixtureOptions = {}): Promise<FlyDesk> {
  const desk = await openHost('fly', flyEmulator, options);
  return { ...desk, token: () => desk.credential('token') };
}

export function openWalk(desk: Pick<FlyDesk, 'vendor' | 'endpoint' | 'token' | 'clock'>, more: WalkOptions = {}): Walk {
  return openHostWalk(desk, { FLY_API_TOKEN: new Secret('FLY_API_TOKEN', desk.token()) }, { rounds: 50, ...more });
}
