/** For tests of an emulated host in a world with DNS and an edge: one repository with one commit, and nothing that really runs. */
import type { Clock, Random } from '../core/ports.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import type { HostingView } from './hosting/desk.ts';

export const repository = 'ann/shop';
export const commit = 'a'.repeat(40);

/** What the emulator is made with. */
export const tools: { clock: Clock; random: Random; hosting: HostingView } = {
  clock: systemClock,
  random: systemRandom,
  hosting: {
    head: () => commit,
    branches: () => [{ branch: 'main', commit }],
    repositories: () => [repository],
    commit: () => ({ message: 'first', author: 'Ann' }),
    logs: () => [],
    metrics: () => undefined,
  },
};
