/**
 * Phase 6.8: the legal pages with the operator's details, what Stripe and Discord demand, and what people may demand of their data.
 */
import type { Phase } from '../../core/phase.ts';
import { details } from './details.ts';
import { description, policyUrls } from './discord.ts';
import { listings, listingTexts } from './listings.ts';
import { processors } from './processors.ts';
import { questions } from './questions.ts';
import { publicDetails } from './stripe.ts';
import { supportLink } from './support-link.ts';

export const legalPhase: Phase = {
  number: '6.8',
  id: 'legal',
  title: 'Legal pages',
  minutes: 15,
  guideEstimate: '2 to 3 days',
  questions,
  tasks: [details, processors, supportLink, publicDetails, description, policyUrls, listingTexts, listings],
  gate: [
    'legal.pages',
    'legal.linked',
    'legal.optional-pages',
    'legal.claims-true',
    'legal.gdpr',
    'legal.california',
    'legal.consent',
    'legal.stripe',
    'legal.discord',
    'discord.verification',
    'bot.listings',
    'legal.deletion',
  ],
};
