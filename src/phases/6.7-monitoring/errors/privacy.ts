/**
 * Guide 6.7/1 and 6.7/2: Sentry hides what the services let slip: values under names that sound secret, and addresses of people. Set for the projects, and demanded by
 * the organization. https://docs.sentry.io/security-legal-pii/scrubbing/server-side-scrubbing/
 */
import { task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import type { SentryPrivacy } from '../../../vendors/sentry-types.ts';
import { ifWanted, placeAt, placeKeys, projectsOf } from './place.ts';

/** Names of this project's own, besides those that Sentry knows; matched as parts of names, so that short ones would hide too much. */
export const ownFields = [
  'authorization',
  'set-cookie',
  'csrf',
  'stripe-signature',
  'operator-signature',
  'access_token',
  'refresh_token',
  'client_secret',
  'webhook_url',
  'mongodb_uri',
  'redis_url',
  'discord_token',
  'customer_email',
] as const;

interface Scrubbing {
  scrubber: boolean;
  defaults: boolean;
  addresses: boolean;
  /** Names that are not hidden yet. */
  missing: readonly string[];
}
type Privacy = Readonly<Record<string, Scrubbing>>;
const organization = 'organization';

export const privacy = task({
  id: 'sentry.privacy',
  guide: ['6.7/1', '6.7/2', '6.7#007', 'post#050'],
  settings: [
    {
      id: '6.7/1:filter',
      says: 'hidden before they leave, in any spelling, and once more by Sentry: headers, cookies, tokens, addresses of people',
    },
    { id: '6.7/2:filter', says: 'the same scrubber in browsers; the organization demands it of every project' },
    { id: '6.7/2:replay', says: 'no recordings: they show what people do, and 50 a month would be used up by 500 visits' },
  ],
  title: 'Let Sentry hide secrets and addresses of people',
  uses: [sentry],
  needs: [...placeKeys, 'SENTRY_PROJECT_BOT', 'SENTRY_PROJECT_API', 'SENTRY_PROJECT'],
  want: (values) =>
    ifWanted(
      values,
      (): Privacy =>
        Object.fromEntries(
          [organization, ...projectsOf(values)].map((name) => [name, { scrubber: true, defaults: true, addresses: true, missing: [] }]),
        ),
    ),
  async read(context, want): Promise<Privacy | undefined> {
    const place = placeAt(context);
    const seen = await Promise.all(
      Object.keys(want).map(async (name) => {
        const one = name === organization ? await place.organization() : await place.project(name);
        return one ? ([[name, shape(one)]] as const) : [];
      }),
    );
    return Object.fromEntries(seen.flat());
  },

  async apply(context, want, have): Promise<Privacy> {
    const place = placeAt(context);
    for (const name of Object.keys(want)) {
      const now = have?.[name];
      if (now?.scrubber && now.defaults && now.addresses && now.missing.length === 0) continue;
      const there = name === organization ? await place.organization() : await place.project(name);
      const all = { dataScrubber: true, dataScrubberDefaults: true, scrubIPAddresses: true };
      const next = { ...all, sensitiveFields: [...new Set([...(there?.sensitiveFields ?? []), ...ownFields])] };
      await (name === organization ? place.setOrganizationPrivacy(next) : place.setProjectPrivacy(name, next));
    }
    return want;
  },
  undo: { never: 'k77 takes no protection of people away; the switches are under Security & Privacy' },
  gives: {},
});

function shape({ dataScrubber, dataScrubberDefaults, scrubIPAddresses, sensitiveFields }: SentryPrivacy): Scrubbing {
  return {
    scrubber: dataScrubber,
    defaults: dataScrubberDefaults,
    addresses: scrubIPAddresses,
    missing: ownFields.filter((name) => !sensitiveFields.includes(name)),
  };
}
