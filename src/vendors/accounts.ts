/**
 * Every vendor of the guide: where an account is made and which phase uses it. `k77 doctor` lists them; their clients come with their phases.
 */
import type { BoxId } from '../core/guide.ts';
import type { PhaseNumber } from '../core/phase.ts';
import { type VendorId, vendorIds } from '../core/vendor.ts';

export interface VendorAccount {
  id: VendorId;
  title: string;
  signUp: string;
  /** The phase that uses it first. */
  phase: PhaseNumber;
  /** One of several that do the same: choosing one of them is enough. */
  oneOf?: 'registrar' | 'host' | 'frontend';
  guide: readonly BoxId[];
  /** No saved specification: what k77 will say to it is unverified. */
  unverified?: true;
}

const about: Readonly<Record<(typeof vendorIds)[number], Omit<VendorAccount, 'id'>>> = {
  stripe: { title: 'Stripe', signUp: 'https://dashboard.stripe.com/register', phase: '6.1', guide: ['pre#001'] },
  atlas: { title: 'MongoDB Atlas', signUp: 'https://www.mongodb.com/cloud/atlas/register', phase: '6.2', guide: ['pre#002'] },
  upstash: { title: 'Upstash', signUp: 'https://console.upstash.com/login', phase: '6.3', guide: ['pre#003'] },
  cloudflare: { title: 'Cloudflare', signUp: 'https://dash.cloudflare.com/sign-up', phase: '6.4', guide: ['pre#004'] },
  namecheap: {
    title: 'Namecheap',
    signUp: 'https://www.namecheap.com/myaccount/signup/',
    phase: '6.4',
    oneOf: 'registrar',
    guide: ['pre#004'],
    unverified: true,
  },
  godaddy: { title: 'GoDaddy', signUp: 'https://sso.godaddy.com/account/create', phase: '6.4', oneOf: 'registrar', guide: ['pre#004'] },
  porkbun: {
    title: 'Porkbun',
    signUp: 'https://porkbun.com/account/create',
    phase: '6.4',
    oneOf: 'registrar',
    guide: ['pre#004'],
    unverified: true,
  },
  railway: { title: 'Railway', signUp: 'https://railway.com/login', phase: '6.5', oneOf: 'host', guide: ['pre#005'] },
  render: { title: 'Render', signUp: 'https://dashboard.render.com/register', phase: '6.5', oneOf: 'host', guide: ['pre#005'] },
  heroku: { title: 'Heroku', signUp: 'https://signup.heroku.com', phase: '6.5', oneOf: 'host', guide: ['pre#005'] },
  fly: { title: 'Fly.io', signUp: 'https://fly.io/app/sign-up', phase: '6.5', oneOf: 'host', guide: ['pre#005'] },
  digitalocean: {
    title: 'DigitalOcean',
    signUp: 'https://cloud.digitalocean.com/registrations/new',
    phase: '6.5',
    oneOf: 'host',
    guide: ['pre#005'],
  },
  vercel: { title: 'Vercel', signUp: 'https://vercel.com/signup', phase: '6.6', oneOf: 'frontend', guide: ['pre#006'] },
  netlify: { title: 'Netlify', signUp: 'https://app.netlify.com/signup', phase: '6.6', oneOf: 'frontend', guide: ['pre#006'] },
  discord: { title: 'Discord', signUp: 'https://discord.com/developers/applications', phase: '6.4', guide: ['pre#012'] },
  sentry: { title: 'Sentry', signUp: 'https://sentry.io/signup/', phase: '6.7', guide: ['pre#007'] },
  uptimerobot: { title: 'UptimeRobot', signUp: 'https://dashboard.uptimerobot.com/sign-up', phase: '6.7', guide: [] },
  'google-analytics': {
    title: 'Google Analytics',
    signUp: 'https://analytics.google.com/analytics/web/provision/',
    phase: '6.7',
    guide: ['pre#008'],
  },
};

export const vendorAccounts: readonly VendorAccount[] = vendorIds.map((id) => ({ id, ...about[id] }));
