/**
 * The catalogue: everything that k77 declares, as one value. Verbs get it as an argument.
 */
import { checks } from '../checks/index.ts';
import type { Catalogue } from './core/catalogue.ts';
import { stripePhase } from './phases/6.1-stripe/index.ts';
import { mongodbPhase } from './phases/6.2-mongodb/index.ts';
import { redisPhase } from './phases/6.3-redis/index.ts';
import { domainPhase } from './phases/6.4-domain/index.ts';
import { botPhase } from './phases/6.5-bot/index.ts';
import { dashboardPhase } from './phases/6.6-dashboard/index.ts';
import { monitoringPhase } from './phases/6.7-monitoring/index.ts';
import { legalPhase } from './phases/6.8-legal/index.ts';
import { atlas } from './vendors/atlas.ts';
import { cloudflare } from './vendors/cloudflare.ts';
import { digitalocean } from './vendors/digitalocean.ts';
import { discord } from './vendors/discord.ts';
import { fly } from './vendors/fly.ts';
import { godaddy } from './vendors/godaddy.ts';
import { googleAnalytics } from './vendors/google-analytics.ts';
import { heroku } from './vendors/heroku.ts';
import { namecheap } from './vendors/namecheap.ts';
import { netlify } from './vendors/netlify.ts';
import { porkbun } from './vendors/porkbun.ts';
import { railway } from './vendors/railway.ts';
import { render } from './vendors/render.ts';
import { sentry } from './vendors/sentry.ts';
import { stripe } from './vendors/stripe.ts';
import { upstash } from './vendors/upstash.ts';
import { uptimerobot } from './vendors/uptimerobot.ts';
import { vercel } from './vendors/vercel.ts';

export const catalogue: Catalogue = {
  phases: [stripePhase, mongodbPhase, redisPhase, domainPhase, botPhase, dashboardPhase, monitoringPhase, legalPhase],
  checks,
  scenarios: [],
  vendors: [
    stripe,
    atlas,
    upstash,
    cloudflare,
    godaddy,
    namecheap,
    porkbun,
    discord,
    railway,
    render,
    heroku,
    fly,
    digitalocean,
    vercel,
    netlify,
    googleAnalytics,
    sentry,
    uptimerobot,
  ],
};
