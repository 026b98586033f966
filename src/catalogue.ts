/**
 * The catalogue: everything that k77 declares, as one value. Verbs get it as an argument.
 */
import { checks } from '../checks/index.ts';
import type { Catalogue } from './core/catalogue.ts';
import { stripePhase } from './phases/6.1-stripe/index.ts';
import { stripe } from './vendors/stripe.ts';

export const catalogue: Catalogue = {
  phases: [stripePhase],
  checks,
  scenarios: [],
  vendors: [stripe],
};
