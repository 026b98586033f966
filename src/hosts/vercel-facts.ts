/** Vercel, as the operator chooses it: prices and limits as of its documentation, in sentences of our own. */
import type { HostFacts } from '../core/host.ts';

export const vercelFacts: HostFacts = {
  plan: 'Pro',
  fixedCents: 2000,
  serviceCents: 0,
  rollback:
    'to any earlier production deployment, at once and without a build (Hobby: to the one before); variables stay as they were built in',
  restarts: 'nothing runs all the time: functions are started for requests, so there is nothing to restart',
  strengths: [
    'made by the makers of Next.js: every feature of it works',
    'a push to another branch gets a preview of its own, and strangers do not see it',
    'rollback and promotion take seconds',
    '$20 of use, 1 TB of traffic and 10 million requests are part of Pro',
    'sends every line of the log to an address of yours by HTTPS, on Pro',
  ],
  weaknesses: [
    'Hobby costs nothing, and is for non-commercial use only: a bot that sells Premium needs Pro, $20 per developer and month',
    'bot, worker and API cannot live here: no process runs all the time',
    'after a rollback new deployments do not take the domain until one is promoted',
    'behind the orange cloud of Cloudflare certificates fail to renew and visitors may be turned away: leave the names of the dashboard grey',
  ],
  guide:
    'The guide runs a paid dashboard on the free plan; Hobby forbids commercial use, so Pro is needed as soon as something is sold. Pro is not unlimited (1 TB of traffic, then $0.15 a GB), and a password for previews costs extra, while Vercel Authentication is part of every plan.',
  scaling: {
    how: 'itself',
    says: 'Vercel runs as many functions at once as visitors need',
    instead: 'nothing to do; spend management (Settings → Billing) says where it ends',
  },
  source: 'https://vercel.com/docs/plans/pro-plan',
  asOf: '2026-09-16',
};
