/** What Premium changes, from the same numbers that the bot keeps to. */
import { site } from './site.ts';

export interface Limit {
  what: string;
  free: string;
  premium: string;
}

const number = new Intl.NumberFormat('en');

export const limits: readonly Limit[] = [
  ...(site.features.giveaways
    ? [
        row('Giveaways at the same time', 'running'),
        row('Winners of a giveaway', 'winners'),
        row('Longest giveaway', 'days', 'days'),
        row('People who can take part', 'entrants'),
      ]
    : []),
  {
    what: 'Commands and requests a minute',
    free: number.format(site.rateLimits.requests.free),
    premium: number.format(site.rateLimits.requests.premium),
  },
];

function row(what: string, of: keyof typeof site.giveaways.free, unit = ''): Limit {
  const text = (amount: number): string => [number.format(amount), unit].filter(Boolean).join(' ');
  return { what, free: text(site.giveaways.free[of]), premium: text(site.giveaways.premium[of]) };
}
