/** Railway, as the operator chooses it: prices and limits as of its documentation, in sentences of our own. */
import type { HostFacts } from '../core/host.ts';

export const railwayFacts: HostFacts = {
  plan: 'Hobby',
  fixedCents: 500,
  // 0.5 GB at $10 and about 0.05 of a core at $20 a month.
  serviceCents: 600,
  rollback: 'image and variables together, for 3 days after it was replaced (Pro: 5 days, Free: 1 day)',
  restarts: 'always, or on failure up to 10 times (Free and trial: on failure only)',
  strengths: [
    'the $5 of Hobby are use paid ahead: they are part of the bill of all services together, not added to it',
    'bot, worker and API share one project, and memory is billed as it is used',
    'a rollback brings the variables of that deployment back, too',
    'a soft usage alert by API',
  ],
  weaknesses: [
    'no fixed outgoing address below Pro ($20), so that the database has to let every address in',
    'the health path is asked while deploying only, never again',
    'a usage limit (the hard one) takes everything of the workspace offline',
    'old and new deployment run side by side for a moment: a bot may see an event twice',
    'behind the orange cloud of Cloudflare its certificate does not suit "Full (strict)": leave the name of the API grey',
    'no log drains in its API: whole logs stay with it',
  ],
  guide:
    'The guide counts $5 of credit every month; today a trial gives $5 once, Free has $1 a month, and Hobby costs $5 that are used up first. Its "redeploy" as the way back builds anew: going back is a rollback, within days.',
  scaling: {
    how: 'never',
    says: 'Railway gives an instance more of a core and more memory by itself, up to the limit that is set for it, and adds no instance by itself',
    instead:
      'raise the limit (service → Settings → Resource Limits), or run the API twice (Settings → Scale → Replicas): it keeps nothing of its own',
  },
  source: 'https://docs.railway.com/pricing/plans',
  asOf: '2026-08-07',
};
