/** What remains for the operator when nothing contradicts: decisions that a program cannot make, and blanks that are allowed but should be meant. */
import type { Project } from './project.ts';
import { isEurope, type Settings } from './settings.ts';

export interface ToDo {
  id: string;
  says: string;
}

const always: readonly ToDo[] = [
  {
    id: 'lawyer',
    says: 'Have a lawyer of your country read every page before you sell. k77 compares pages with software; it does not know the law of your case.',
  },
  { id: 'contracts', says: 'Conclude the data processing agreements of the companies that the privacy policy names, and keep them.' },
];

/** Blanks that the pages bridge with a general sentence. */
const blanks: readonly { id: string; open: (settings: Settings) => boolean; says: string }[] = [
  {
    id: 'governing-law',
    open: ({ legal }) => legal.governingLaw === undefined,
    says: 'legal.governingLaw is empty: the terms name no law. Fill it in or leave it out on purpose.',
  },
  {
    id: 'dispute-body',
    open: ({ soldIn, legal }) => isEurope({ soldIn }) && legal.disputeBody === undefined,
    says: 'legal.disputeBody is empty: traders in some EU countries must say whether they take part in dispute resolution.',
  },
  {
    id: 'representative-eu',
    open: ({ soldIn, business }) =>
      soldIn.includes('eu') && business.country !== undefined && !inEea(business.country) && business.representatives.eu === undefined,
    says: 'You are outside the European Union and sell there: article 27 GDPR may ask for a representative (business.representatives.eu).',
  },
  {
    id: 'representative-uk',
    open: ({ soldIn, business }) =>
      soldIn.includes('uk') && business.country !== undefined && business.country !== 'GB' && business.representatives.uk === undefined,
    says: 'You are outside the United Kingdom and sell there: article 27 UK GDPR may ask for a representative (business.representatives.uk).',
  },
  {
    id: 'hosting',
    open: ({ processors }) => processors.hosting.length === 0,
    says: 'processors.hosting is empty: the privacy policy speaks of "a hosting company". Name it when you know it.',
  },
  {
    id: 'safeguards',
    open: (settings) => isEurope(settings) && Object.keys(settings.processors.safeguards).length === 0,
    says: 'processors.safeguards is empty: the page offers the safeguard of each transfer "on request". Have the answer ready.',
  },
  {
    id: 'renewal-reminder',
    open: ({ soldIn, legal }) => soldIn.includes('us') && !legal.renewalReminders,
    says: 'Switch on reminders of yearly renewals at Stripe, then set legal.renewalReminders: some US states ask for them.',
  },
];

const eea = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(' ');
const inEea = (country: string): boolean => eea.includes(country);

export function checklistOf({ kind, settings }: Project): readonly ToDo[] {
  if (kind === 'other') return always;
  return [...always, ...blanks.filter(({ open }) => open(settings)).map(({ id, says }) => ({ id, says }))];
}
