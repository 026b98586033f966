/**
 * The features that can be switched on and off. A feature is on when `site.config.json` says so and the keys that it needs are set;
 * its commands, buttons and events carry its name, and are left out while it is off.
 */
import type { BotEnv, SiteConfig } from '@k77/config';

export type FeatureName = keyof SiteConfig['features'];

export interface Feature {
  name: FeatureName;
  title: string;
  about: string;
  /** Variables without which it stays off. */
  keys: readonly (keyof BotEnv & string)[];
}

export const features: readonly Feature[] = [
  {
    name: 'giveaways',
    title: 'Giveaways',
    about: 'Starts a giveaway in a channel, takes part by a button, draws the winners when its time is over. Premium raises the limits.',
    keys: [],
  },
  {
    name: 'roleAtJoin',
    title: 'Premium role at join',
    about: 'Gives a subscriber the premium role the moment they join the support server, and not only at the next daily comparison.',
    keys: ['SUPPORT_GUILD_ID', 'PREMIUM_ROLE_ID'],
  },
  {
    name: 'youtube',
    title: 'YouTube',
    about: 'A switch and its key, ready for code of your own. The template has no such feature.',
    keys: ['YOUTUBE_API_KEY'],
  },
  {
    name: 'twitch',
    title: 'Twitch',
    about: 'A switch and its keys, ready for code of your own. The template has no such feature.',
    keys: ['TWITCH_CLIENT_ID', 'TWITCH_CLIENT_SECRET'],
  },
];

export interface Switches {
  on: ReadonlySet<FeatureName>;
  /** Switched on, and off all the same because of these variables. */
  lacking: readonly { feature: FeatureName; keys: readonly string[] }[];
}

export function switchesOf(site: Pick<SiteConfig, 'features'>, env: Partial<BotEnv>): Switches {
  const wanted = features.filter(({ name }) => site.features[name]);
  const missing = (feature: Feature) => feature.keys.filter((key) => env[key] === undefined);
  return {
    on: new Set(wanted.filter((feature) => missing(feature).length === 0).map(({ name }) => name)),
    lacking: wanted.map((feature) => ({ feature: feature.name, keys: missing(feature) })).filter(({ keys }) => keys.length > 0),
  };
}
