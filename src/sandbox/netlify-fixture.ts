/** For tests: the emulated Netlify alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';
import { netlifyEmulator } from './netlify.ts';

export interface NetlifyDesk extends HostDesk {
  token(): string;
  /** Number of the app on GitHub. */
  installation(): string;
}

export async function openNetlify(options: FixtureOptions = {}): Promise<NetlifyDesk> {
  const desk = await openHost('netlify', netlifyEmulator, options);
  return { ...desk, token: () => desk.credential('token'), installation: () => desk.credential('installation') };
}

export function openWalk(
  desk: Pick<NetlifyDesk, 'vendor' | 'endpoint' | 'token' | 'installation' | 'clock'>,
  { team, installation = desk.installation(), ...more }: WalkOptions & { team?: string | undefined; installation?: string } = {},
): Walk {
  const opened = { NETLIFY_TOKEN: new Secret('NETLIFY_TOKEN', desk.token()), NETLIFY_INSTALLATION: installation };
  return openHostWalk(desk, team === undefined ? opened : { ...opened, NETLIFY_TEAM: team }, more);
}
