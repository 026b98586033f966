/** Netlify, as the operator chooses it: prices and limits as of its pages, in sentences of our own. */
import type { HostFacts } from '../core/host.ts';

export const netlifyFacts: HostFacts = {
  plan: 'Pro',
  fixedCents: 2000,
  serviceCents: 0,
  rollback: 'to any earlier production deploy, at once and without a build, for 90 days (Free: 30); variables stay as they were built in',
  restarts: 'nothing runs all the time: functions are started for requests, so there is nothing to restart',
  strengths: [
    'commercial use is not forbidden on any plan, not even on Free',
    'Pro is one price for the whole team, with as many members as you like: $20 with 3,000 credits, Personal $9 with 1,000',
    'previews, failed builds and rollbacks cost no credits, and previews can be kept behind the login of the team on every plan',
    'a bill cannot run away: credits are bought beforehand',
  ],
  weaknesses: [
    'a production deploy costs 15 credits, a GB of traffic 20, 10,000 requests 2, an hour of a function with 1 GB 10: 300 credits (Free) are 20 deploys and no visitor',
    'at 0 credits every site of the team is paused until the next month or until more are bought ($10 for 1,500 on Pro)',
    'bot, worker and API cannot live here: no process runs all the time',
    'Next.js runs through an adapter of Netlify’s own: 16 and its proxy.ts work, and every stable release is tested, but headers and redirects of next.config come after the proxy',
    'its API builds what a branch points to, not a commit, and tells no credits; a password for previews is part of Pro',
    'that previews are behind a login is a field that its API documentation leaves out: k77 sets it and reads it back, and says so where it did not hold',
    'private repositories of a GitHub organization need Pro',
    'its API as described has no log drains: where a plan has them, they are set by hand',
  ],
  guide:
    'The guide names Netlify beside Vercel as a place for the dashboard and says nothing of its price or its limits: credits, which a single day with 15 GB of traffic uses up on Free, and then everything stops. Its commands for the frontend are those of Vercel.',
  scaling: {
    how: 'itself',
    says: 'Netlify runs as many functions at once as visitors need',
    instead: 'nothing to do; the credits of the plan say where it ends',
  },
  source: 'https://www.netlify.com/pricing',
  asOf: '2026-08-27',
};
