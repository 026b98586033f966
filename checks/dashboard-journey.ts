/**
 * Testing · what people do with the dashboard: log in, see their servers, go and buy. Rehearsed by k77; with real accounts only a person can do it.
 */
import { type AnyCheck, type Check, check } from '../src/core/check.ts';
import type { GuideId } from '../src/core/guide.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { type Step, type Visit, visit } from './rehearsed-visitor.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

interface Leg {
  id: 'dashboard.login' | 'dashboard.servers' | 'dashboard.checkout';
  of: keyof Visit;
  title: string;
  guide: readonly GuideId[];
  /** What a person does to see it. */
  byHand(domain: string): string;
  want: string;
  fix: string;
}

const legs: readonly Leg[] = [
  {
    id: 'dashboard.login',
    of: 'login',
    title: 'People log in with Discord and come back to the dashboard',
    guide: ['6.6#022', 'post#034', 'post#041', 'post#067', 'post#069', 'post#097', 'rollback#009'],
    byHand: (domain) => `log in at https://${domain}/login and see your name`,
    want: 'from the API to Discord, back through the API to the dashboard, with a session',
    fix: 'k77 verify integrations security looks at redirects and secret; the log of the API says why a login failed',
  },
  {
    id: 'dashboard.servers',
    of: 'servers',
    title: 'People see the servers that they manage, and which of them have the bot',
    guide: ['6.6#023', 'post#101', 'rollback#009'],
    byHand: (domain) => `open https://${domain}/servers and find a server of yours that has the bot`,
    want: 'the servers of whoever is logged in, those with the bot among them',
    fix: 'the bot writes down where it is: k77 verify services; the log of the API says what Discord answered',
  },
  {
    id: 'dashboard.checkout',
    of: 'checkout',
    title: 'Buying Premium leads to Stripe’s page for paying',
    guide: ['6.6#024', 'post#035', 'post#042', 'post#098', 'rollback#009'],
    byHand: (domain) => `choose Premium for a server at https://${domain}/servers and see Stripe’s page with the right price`,
    want: 'a page of checkout.stripe.com for the server that was chosen',
    fix: 'k77 verify integrations services; the log of the API says what Stripe refused',
  },
];

/** What the boxes say of a part that fails by itself: logged in and not kept so, servers shown and the bot not seen in them. */
const parts = {
  session: ['post#069', 'post#097', 'rollback#009'],
  bot: ['post#101', 'rollback#009'],
} as const satisfies Record<NonNullable<Step['part']>, readonly GuideId[]>;

const needs = ['domain'] as const;
const tolerates = ['API_DEPLOYED', 'DASHBOARD_DEPLOYED'] as const;

export const dashboardJourney: readonly AnyCheck[] = legs.map(({ id, of, title, guide, byHand, want, fix }) => {
  const declared: Check<(typeof needs)[number], (typeof tolerates)[number]> = {
    id,
    section: 'Testing',
    phase: '6.6',
    title,
    guide,
    weight: 'warning',
    uses: [internet],
    needs,
    tolerates,
    touches: 'test data',
    touchesIn: ['sandbox'],
    makes: 'a rehearsed visitor with a session and a purchase; only in a rehearsal',
    attestable: attestable(id),
    async probe(context) {
      const { domain } = context.values;
      if (context.environment !== 'sandbox') return unknown(`${byHand(domain)}; then k77 attest ${id}`);
      const { saw, wrong, part } = (await visit(context))[of];
      if (saw === undefined && wrong === undefined) return unknown('the visitor did not get so far: the step before says why');
      return judge(context, {
        wrong: [part === undefined ? wrong : wrongFor(parts[part], wrong)],
        saw: saw ?? '',
        want,
        from: `a rehearsed visitor of https://${domain}`,
        fix,
      });
    },
  };
  return check(declared);
});
