/** For tests: the emulated Vercel alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';
import { vercelEmulator } from './vercel.ts';

export interface VercelDesk extends HostDesk {
  token(): string;
}

export async function openVercel(options: FixtureOptions = {}): Promise<VercelDesk> {
  const desk = await openHost('vercel', vercelEmulator, options);
  return { ...desk, token: () => desk.credential('token') };
}

export function openWalk(
  desk: Pick<VercelDesk, 'vendor' | 'endpoint' | 'token' | 'clock'>,
  { team, ...more }: WalkOptions & { team?: string | undefined } = {},
): Walk {
  const opened = { VERCEL_TOKEN: new Secret('VERCEL_TOKEN', desk.token()) };
  return openHostWalk(desk, team === undefined ? opened : { ...opened, VERCEL_TEAM: team }, more);
}
