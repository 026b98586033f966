/** For tests: the emulated Railway alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';
import { railwayEmulator } from './railway.ts';

/** Of a person, or of a workspace. */
export type TokenKind = 'token' | 'workspaceToken';

export interface RailwayDesk extends HostDesk {
  token(kind?: TokenKind): string;
}

export async function openRailway(options: FixtureOptions = {}): Promise<RailwayDesk> {
  const desk = await openHost('railway', railwayEmulator, options);
  return { ...desk, token: (kind = 'token') => desk.credential(kind) };
}

export function openWalk(
  desk: Pick<RailwayDesk, 'vendor' | 'endpoint' | 'token' | 'clock'>,
  { token = 'token', ...more }: WalkOptions & { token?: TokenKind } = {},
): Walk {
  return openHostWalk(desk, { RAILWAY_TOKEN: new Secret('RAILWAY_TOKEN', desk.token(token)) }, more);
}
