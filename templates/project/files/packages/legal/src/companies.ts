/**
 * Companies that receive data, as their own pages name themselves (as of 2026-11). Which of them are in use follows from `site.config.json` and the environment.
 */
import type { ProcessorId } from '@k77/config';

export interface Company {
  id: ProcessorId;
  name: string;
  /** Seat of the company; where the data lie stands in `site.config.json`. */
  country: string;
  /** Its own page about privacy. */
  url: string;
  /** Decides about the data itself, besides what it does for us. */
  ownPurposes: boolean;
}

const usa = 'United States';

export const companies: Readonly<Record<ProcessorId, Company>> = {
  discord: { id: 'discord', name: 'Discord Inc.', country: usa, url: 'https://discord.com/privacy', ownPurposes: true },
  stripe: { id: 'stripe', name: 'Stripe', country: 'Ireland and United States', url: 'https://stripe.com/privacy', ownPurposes: true },
  'mongodb-atlas': {
    id: 'mongodb-atlas',
    name: 'MongoDB, Inc. (Atlas)',
    country: usa,
    url: 'https://www.mongodb.com/legal/privacy-policy',
    ownPurposes: false,
  },
  upstash: { id: 'upstash', name: 'Upstash, Inc.', country: usa, url: 'https://upstash.com/trust', ownPurposes: false },
  railway: { id: 'railway', name: 'Railway Corporation', country: usa, url: 'https://railway.com/legal/privacy', ownPurposes: false },
  render: { id: 'render', name: 'Render Services, Inc.', country: usa, url: 'https://render.com/privacy', ownPurposes: false },
  fly: { id: 'fly', name: 'Fly.io, Inc.', country: usa, url: 'https://fly.io/legal/privacy-policy', ownPurposes: false },
  heroku: {
    id: 'heroku',
    name: 'Salesforce, Inc. (Heroku)',
    country: usa,
    url: 'https://www.salesforce.com/company/legal/privacy',
    ownPurposes: false,
  },
  digitalocean: {
    id: 'digitalocean',
    name: 'DigitalOcean, LLC',
    country: usa,
    url: 'https://www.digitalocean.com/legal/privacy-policy',
    ownPurposes: false,
  },
  vercel: { id: 'vercel', name: 'Vercel Inc.', country: usa, url: 'https://vercel.com/legal/privacy-policy', ownPurposes: false },
  netlify: { id: 'netlify', name: 'Netlify, Inc.', country: usa, url: 'https://www.netlify.com/privacy', ownPurposes: false },
  cloudflare: {
    id: 'cloudflare',
    name: 'Cloudflare, Inc.',
    country: usa,
    url: 'https://www.cloudflare.com/privacypolicy',
    ownPurposes: false,
  },
  sentry: {
    id: 'sentry',
    name: 'Functional Software, Inc. (Sentry)',
    country: usa,
    url: 'https://sentry.io/privacy',
    ownPurposes: false,
  },
  'google-analytics': {
    id: 'google-analytics',
    name: 'Google (Analytics)',
    country: 'Ireland and United States',
    url: 'https://policies.google.com/privacy',
    ownPurposes: false,
  },
};
