/** What is measured, what it costs, and who is told. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi } from '../core/host.ts';
import { railway } from '../vendors/railway.ts';
import { billOf, usageOf } from './railway-bill.ts';
import { spotOf } from './railway-place.ts';

/** Smallest sums that Railway takes for an alert and for a limit, dollars. */
const least = { soft: 5, hard: 10 };

export const money: Required<Pick<HostApi, 'usage' | 'bill' | 'alerts' | 'setAlerts'>> = {
  async usage({ client: of, clock }, place, id, minutes = 10) {
    const start = structuredClone(clock.now());
    start.setTime(start.getTime() - minutes * 60_000);
    return usageOf(await of(railway).metrics(spotOf(place, id), start.toISOString()));
  },
  bill: async ({ client: of }, place) => billOf(await of(railway).uses(place.project ?? '')),
  async alerts({ client: of }, place) {
    const { limit } = await of(railway).workspace(place.workspace ?? '');
    return {
      ...(limit.soft === undefined ? {} : { soft: limit.soft }),
      ...(limit.hard === undefined ? {} : { hard: limit.hard }),
    };
  },
  /** A hard limit that is there stays, unless another one is named: k77 never sets one by itself, and takes none away. */
  async setAlerts({ client: of }, place, { soft, hard }) {
    const { customer, limit } = await of(railway).workspace(place.workspace ?? '');
    const wanted = { soft: soft ?? limit.soft ?? hard, hard: hard ?? limit.hard };
    for (const kind of ['soft', 'hard'] as const)
      if ((wanted[kind] ?? least[kind]) < least[kind])
        throw new OperatorError({
          what: `Railway takes ${kind === 'soft' ? 'a usage alert' : 'a usage limit'} of $${least[kind]} and more, not $${wanted[kind]}`,
          fix: `choose $${least[kind]} or more`,
        });
    if (wanted.soft === undefined || (wanted.soft === limit.soft && wanted.hard === limit.hard)) return;
    await of(railway).setUsageLimit(customer, wanted.soft, wanted.hard);
  },
};
