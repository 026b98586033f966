/** Which of its faces the page about Premium of one server shows. */
import type { Plans, ServerPremium } from '../api/answers.ts';

/** `has`: Premium is there · `stuck`: it is paid for, but not there · `off`: nothing is sold now · `offer` */
export type Face = 'has' | 'stuck' | 'off' | 'offer';

export function faceOf({ premium, subscription }: ServerPremium, { enabled }: Pick<Plans, 'enabled'>): Face {
  if (premium.active) return 'has';
  // The API sells no second subscription; a first payment that was never made does not count.
  if (subscription !== null && subscription.status !== 'incomplete') return 'stuck';
  return enabled ? 'offer' : 'off';
}
