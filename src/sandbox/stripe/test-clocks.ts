/** Test clocks: https://docs.stripe.com/api/test_clocks. Test mode only; what falls due while one advances really happens. */
import { after, day } from './calendar.ts';
import { removeCustomer } from './customers.ts';
import type { Customer, Subscription } from './model.ts';
import { required, text, time } from './params.ts';
import { refuse } from './refusal.ts';
import { type Endpoint, endpoint, named, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';
import { pass } from './timeline.ts';

interface TestClock extends Thing {
  frozen_time: number;
  status: 'ready' | 'advancing';
}

const crud = resource({
  object: 'test_helpers.test_clock',
  path: '/v1/test_helpers/test_clocks',
  permission: 'billing_clock',
  testOnly: true,
  events: { created: 'test_helpers.test_clock.created', deleted: 'test_helpers.test_clock.deleted' },
  filters: {},
  create: {
    params: { frozen_time: required(time), name: text },
    build({ space, params }): TestClock {
      if (space.all('test_helpers.test_clock').length >= 100)
        throw refuse('You have reached the maximum of 100 test clocks. Delete some, then try again.');
      const now = space.wall();
      return {
        id: space.id('clock_'),
        object: 'test_helpers.test_clock',
        created: now,
        deletes_after: now + 30 * day,
        frozen_time: params.frozen_time,
        livemode: false,
        name: params.name ?? null,
        status: 'ready',
        status_details: {},
      };
    },
  },
  remove(clock, { space }) {
    for (const customer of space.all<Customer>('customer').filter(({ test_clock }) => test_clock === clock.id))
      removeCustomer(space, customer);
    for (const subscription of space.all<Subscription>('subscription').filter(({ test_clock }) => test_clock === clock.id))
      space.remove(subscription);
  },
});

const advance = endpoint({
  method: 'POST',
  path: '/v1/test_helpers/test_clocks/{id}/advance',
  needs: 'billing_clock_write',
  testOnly: true,
  params: { frozen_time: required(time) },
  run({ space, ids, params }) {
    const clock = named<TestClock>(space, 'test_helpers.test_clock', ids.id, 'test_clock');
    const until = params.frozen_time;
    if (until <= clock.frozen_time)
      throw refuse("Test clock's frozen_time must be after its current frozen_time.", { param: 'frozen_time' });
    const furthest = limitOf(space, clock);
    if (until > furthest)
      throw refuse(
        'Test clocks can only be advanced up to two intervals of the shortest subscription at a time, or two years without one.',
        { param: 'frozen_time' },
      );
    clock.status = 'advancing';
    space.emit('test_helpers.test_clock.advancing', clock);
    pass(space, clock.id, until, (at) => {
      clock.frozen_time = at;
    });
    clock.frozen_time = until;
    const answer = { ...clock, status_details: { advancing: { target_frozen_time: until } } };
    clock.status = 'ready';
    space.version++;
    space.emit('test_helpers.test_clock.ready', clock);
    return answer;
  },
});

function limitOf(space: Space, clock: TestClock): number {
  const rhythms = space
    .all<Subscription>('subscription')
    .filter(({ test_clock, status }) => test_clock === clock.id && status !== 'canceled')
    .flatMap(({ items }) => items.data.map(({ price }) => price.recurring));
  const ends = rhythms.map((rhythm) => after(clock.frozen_time, rhythm?.interval ?? 'month', 2 * (rhythm?.interval_count ?? 1)));
  return ends.length > 0 ? Math.min(...ends) : after(clock.frozen_time, 'year', 2);
}

export const testClocks: readonly Endpoint[] = [...crud, advance];
