/**
 * What runs at Heroku is told its commit only where the app has two features of Heroku Labs: the first gives HEROKU_SLUG_COMMIT, and with it the second gives
 * HEROKU_BUILD_COMMIT, which takes its place. Both count from the next release on. https://devcenter.heroku.com/articles/dyno-metadata
 */
import type { HerokuClient } from '../vendors/heroku-client.ts';
import type { HerokuFeature } from '../vendors/heroku-types.ts';

const names = ['runtime-dyno-metadata', 'runtime-dyno-build-metadata'] as const;

/** Those that Heroku has: Labs features may end. */
export async function tellingFeatures(client: HerokuClient, app: string): Promise<HerokuFeature[]> {
  const found = await Promise.all(names.map((name) => client.feature(app, name)));
  return found.filter((one) => one !== undefined);
}

/** As far as Heroku can: what it has no more is nothing that k77 could mend, and stands in a note. */
export function tellsCommit(features: readonly HerokuFeature[]): boolean {
  return features.every(({ enabled }) => enabled);
}

/** One after the other: the second is worth nothing without the first. */
export async function tellCommit(client: HerokuClient, app: string, tells: boolean): Promise<void> {
  for (const { name, enabled } of await tellingFeatures(client, app)) if (enabled !== tells) await client.switchFeature(app, name, tells);
}
