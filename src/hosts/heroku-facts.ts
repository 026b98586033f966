/** Heroku, as the operator chooses it: prices and limits in sentences of our own. Prices: notes of July 2026 on the public price list. */
import type { HostFacts } from '../core/host.ts';

export const herokuFacts: HostFacts = {
  plan: 'Basic dynos',
  fixedCents: 0,
  // Basic: 512 MB, the same price for web and worker.
  serviceCents: 700,
  rollback:
    'to any earlier release whose build is kept, one call; it brings back the variables of then, too, which k77 plan then shows as different',
  restarts: 'always, with pauses that grow after each crash; and once a day in any case',
  strengths: [
    'a fixed price for each service, counted by the second, so that the bill is known before',
    'release phase: commands and indexes are made before a release takes over, and a failure keeps the old one running',
    'the API shows values of variables, every release and who made it',
    'it needs no app on GitHub: it is lent the code of one commit at a time',
    'sends every line of the log to an address of yours, by HTTPS or syslog over TLS',
  ],
  weaknesses: [
    'since February 2026 it is in "sustaining engineering": it is kept running and gets no new features',
    'every dyno is restarted once a day, a bot as well: its sessions are resumed, which takes seconds',
    'changing a variable restarts what runs, at once',
    'no health path: a web process counts as up as soon as it opens its port; of bot and worker it sees no more than that they run',
    'no metrics and no usage alerts in its API; whether a push deploys is switched by hand in its dashboard, so that k77 deploy does it',
    'Basic runs a service once; two instances need Standard ($25 each), 1 GB costs $50, the next size is 2.5 GB for $250',
    'no disks; two regions, us and eu; names of apps are unique among everybody, so that k77 puts six letters behind them',
  ],
  guide:
    'The guide calls it reliable and mature for $7: that is the price of each service, not of all, and nothing new is developed for it any more. An Eco dyno for $5 sleeps without visitors, and its 1,000 hours are shared by all: two services that never sleep use them up by the 21st.',
  scaling: {
    how: 'never',
    says: 'Heroku scales by itself only dynos of the kinds Performance and above, by a switch that its API does not have',
    instead: 'take a Standard dyno and run the API twice: heroku ps:scale web=2:standard-1x',
  },
  source: 'https://www.heroku.com/pricing',
  asOf: '2026-07-17',
};

interface Size {
  memoryMb: number;
  /** US cents a month for one that runs all the time; undefined: paid by subscription, whatever runs. */
  cents: number | undefined;
  /** Most of one process type. */
  most: number;
}

/** By name in small letters, smallest first. Eco is never chosen: it sleeps. */
export const sizes: Readonly<Record<string, Size>> = {
  eco: { memoryMb: 512, cents: undefined, most: 1 },
  basic: { memoryMb: 512, cents: 700, most: 1 },
  'standard-1x': { memoryMb: 512, cents: 2500, most: 100 },
  'standard-2x': { memoryMb: 1024, cents: 5000, most: 100 },
  'performance-m': { memoryMb: 2560, cents: 25_000, most: 10 },
  'performance-l': { memoryMb: 14_336, cents: 50_000, most: 10 },
};
