/** For tests: the emulated Heroku alone, see `host-fixture.ts`. */
import { Secret } from '../core/secret.ts';
import { herokuEmulator } from './heroku.ts';
import { type FixtureOptions, type HostDesk, openHost, openHostWalk, type Walk, type WalkOptions } from './host-fixture.ts';

export interface HerokuDesk extends HostDesk {
  token(): string;
  /** With which the repository is read. */
  githubToken(): string;
}

export async function openHeroku(options: FixtureOptions = {}): Promise<HerokuDesk> {
  const desk = await openHost('heroku', herokuEmulator, options);
  return { ...desk, token: () => desk.credential('apiKey'), githubToken: () => desk.credential('githubToken') };
}

/** @param more `github: false`: without the token that reads the repository */
export function openWalk(
  desk: Pick<HerokuDesk, 'vendor' | 'endpoint' | 'token' | 'githubToken' | 'clock'>,
  { github = true, ...more }: WalkOptions & { github?: boolean } = {},
): Walk {
  const key = { HEROKU_API_KEY: new Secret('HEROKU_API_KEY', desk.token()) };
  return openHostWalk(desk, github ? { ...key, HEROKU_GITHUB_TOKEN: new Secret('HEROKU_GITHUB_TOKEN', desk.githubToken()) } : key, more);
}
