/** What can be said of forged requests without being anybody. That they are refused is rehearsed in `broken-hosting.test.ts`. */
import { expect, test } from 'vitest';
import { systemClock } from '../src/ports/clock.ts';
import { fromOutside } from './csrf.ts';

test.each([
  { what: 'other sites are refused before anybody asks who it is', elsewhere: 403, here: 401, state: 'pass' },
  { what: 'everybody is asked who it is first: the guard may be there or not', elsewhere: 401, here: 401, state: 'unknown' },
  { what: 'nobody may: that is no guard against other sites', elsewhere: 403, here: 403, state: 'unknown' },
  { what: 'other sites are served', elsewhere: 204, here: 204, state: 'fail' },
  { what: 'nobody answers', elsewhere: undefined, here: undefined, state: 'unknown' },
])('$what: $state', ({ elsewhere, here, state }) => {
  const context = { clock: systemClock, values: { domain: 'kingdom77.com' } };
  expect(fromOutside(context, { elsewhere, here }).state).toBe(state);
});
