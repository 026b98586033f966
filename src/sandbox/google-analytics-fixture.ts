/** For tests: k77's own client of Google Analytics, aimed at the emulated one. */
import type { Exchange } from '../core/doors.ts';
import type { OpenDoor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { GoogleAnalyticsClient } from '../vendors/google-analytics-client.ts';
import { recordingDoor } from './contract-fixture.ts';
import type { World } from './world.ts';

type Opened = Pick<World, 'endpoints' | 'credentials' | 'edit'>;

/** A client whose service account may not see any account yet. @param record every exchange, as it was sent */
export function googleClient(world: Opened, record: (exchange: Exchange) => void = () => {}): GoogleAnalyticsClient {
  const endpoint = world.endpoints['google-analytics'] ?? '';
  const door = Object.assign(recordingDoor({ vendor: 'google-analytics', endpoint, record }), { share: sharing() }) as unknown as OpenDoor;
  return new GoogleAnalyticsClient(door, world.credentials()['google-analytics.serviceAccount'] ?? '', systemClock);
}

function sharing() {
  const held = new Map<string, Promise<unknown>>();
  return <T>(name: string, open: () => Promise<T>): Promise<T> => {
    const one = (held.get(name) as Promise<T> | undefined) ?? open();
    held.set(name, one);
    return one;
  };
}

/** A person makes the service account Editor of the account that is there. @returns `accounts/1` */
export async function letIn(world: Opened, client: GoogleAnalyticsClient): Promise<string> {
  const id = await world.edit('google-analytics', 'add-user', { email: client.email });
  return `accounts/${String(id)}`;
}

export const wanted = {
  displayName: 'Kingdom-77',
  timeZone: 'Europe/Berlin',
  currencyCode: 'USD',
  industryCategory: 'INTERNET_AND_TELECOM',
} as const;
