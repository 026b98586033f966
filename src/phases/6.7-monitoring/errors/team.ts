/** Guide 6.7/1: the team that owns the projects and is mailed. A team that an integration makes has no members, so a person joins it. */
import { task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import type { SentryTeam } from '../../../vendors/sentry-types.ts';
import { ifWanted, placeAt, placeKeys, slugOf } from './place.ts';

interface Team {
  slug: string;
  id?: string;
}

export const team = task({
  id: 'sentry.team',
  guide: ['6.7/1'],
  title: 'Make a team at Sentry',
  uses: [sentry],
  needs: [...placeKeys, 'project'],
  want: (values) => ifWanted(values, (): Team => ({ slug: slugOf(values.project) })),
  read: async (context, want): Promise<Team | undefined> => shape(await placeAt(context).team(want.slug)),
  apply: async (context, want, have): Promise<Team> =>
    have ?? { ...want, ...shape(await placeAt(context).createTeam(want.slug, context.values.project)) },
  undo: { never: 'k77 deletes no team: projects and alerts belong to it; do it in its settings when nobody needs it' },
  gives: { SENTRY_TEAM: (have: Team) => (have.id === undefined ? undefined : `${have.slug} ${have.id}`) },
});

function shape(seen: SentryTeam | undefined): Team | undefined {
  return seen && { slug: seen.slug, id: seen.id };
}

/** `SENTRY_TEAM` apart. */
export function teamIn(text: string): { slug: string; id: string } {
  const [slug = '', id = ''] = text.split(' ');
  return { slug, id };
}

interface Joined {
  team: string;
  organization: string;
  members: 'at least one';
}

export const members = task({
  id: 'sentry.members',
  guide: ['6.7/1', 'post#051'],
  title: 'Join the team at Sentry, so that its mails reach somebody',
  uses: [sentry],
  needs: [...placeKeys, 'SENTRY_TEAM'],
  want: (values) =>
    ifWanted(values, (): Joined => ({ team: teamIn(values.SENTRY_TEAM).slug, organization: values.SENTRY_ORG, members: 'at least one' })),
  async read(context, want): Promise<Partial<Joined> | undefined> {
    const seen = await placeAt(context).team(want.team);
    return seen && { team: seen.slug, organization: want.organization, ...(seen.memberCount > 0 ? { members: want.members } : {}) };
  },
  apply: async (_context, want) => want,
  undo: { never: 'who belongs to the team is for its people to say: leave it in its settings' },
  gives: {},
  byHand: {
    steps: ({ team: slug }) => [`Open the team #${slug}`, 'Join Team; or Add Member, for everybody who should get the mails'],
    open: ({ team: slug, organization }) => `https://${organization}.sentry.io/settings/teams/${slug}/members/`,
    proof: 'read',
  },
});
