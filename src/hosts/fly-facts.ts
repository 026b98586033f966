/** Fly.io, as the operator chooses it: prices and limits in sentences of our own. Prices: notes of October 2026 on the public price list. */
import type { HostFacts } from '../core/host.ts';

/** A shared CPU with 256 MB, and each further GB; US cents a month. In some regions more: São Paulo 1.6 times. */
const [smallest, perGb] = [219, 600];

export const flyFacts: HostFacts = {
  plan: 'pay as you go',
  fixedCents: 0,
  serviceCents: priceOf(1, 512),
  rollback: 'to any image that GitHub brought, one update of the machine; with the variables of now',
  restarts: 'always; "on failure" gives up after ten times',
  strengths: [
    'the cheapest service of 512 MB that never sleeps, counted by the second',
    'health is asked all the time, not only at a deployment, of bot and worker as well',
    'one image for all services, built by your own GitHub workflow: what was built is what runs, and the same as on your machine',
    'secrets are write-only: not even its owner reads them again; a shared address and certificates cost nothing',
    'disks, and 30 regions around the world',
  ],
  weaknesses: [
    'it builds nothing by itself: a GitHub workflow does (k77 writes it), which needs a token of Fly.io as a secret of the repository, set by hand',
    'one machine is updated in place: the bot is away for some seconds and the API as well, unless it runs twice; k77 brings the old version back where the new one does not come up',
    'what was built is told by GitHub (Actions), not by Fly.io',
    'no usage alerts and no limit in its API: its bill is looked at by hand',
    'a secret that was changed reaches a machine at its next boot, whatever causes that',
    'names of apps are unique among everybody, so that k77 puts six letters behind them',
    'no log drains in its API: whole logs leave through an app of your own that ships them',
  ],
  guide:
    'The guide counts three free machines, or $10: new organisations have no free ones since 2024, and memory costs more since October 2026. Three services of 512 MB are $11.07.',
  scaling: {
    how: 'never',
    says: 'Fly.io starts and stops machines that are there already, and makes none by itself; k77 makes one that never stops',
    instead: 'make another machine (fly scale count 2): the proxy of Fly.io shares visitors among them',
  },
  source: 'https://fly.io/docs/about/pricing/',
  asOf: '2026-10-01',
};

/** US cents a month of one machine that runs all the time. A shared CPU itself is 69 of the smallest. */
export function priceOf(cpus: number, memoryMb: number): number {
  return Math.round(smallest + 69 * (cpus - 1) + perGb * (memoryMb / 1024 - 0.25));
}
