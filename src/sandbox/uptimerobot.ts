/**
 * UptimeRobot, emulated: the API v3 as of August 2026, a dashboard page, status pages, heartbeats; and it really looks at what it is told to watch, and tells people.
 * One file per family in `uptimerobot/`.
 */
import type { Clock, Network, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Background, Emulator } from './kernel.ts';
import { deliver, setStatus } from './uptimerobot/alarms.ts';
import { answerApi } from './uptimerobot/api.ts';
import { answerDashboard } from './uptimerobot/dashboard.ts';
import { perform } from './uptimerobot/desk.ts';
import { Books, newState, type Tools, type UptimeRobotState } from './uptimerobot/model.ts';
import { namesOf, statsHost } from './uptimerobot/names.ts';
import { pageShown } from './uptimerobot/pages.ts';
import { trouble } from './uptimerobot/refusal.ts';
import { Watch } from './uptimerobot/watch.ts';

export interface UptimeRobotOptions {
  clock: Clock;
  random: Random;
  /** How names of the world are found; without it nobody can be looked at. */
  network(): Network;
  /** Really looks; else monitors are only said to be up. */
  watching: boolean;
}

const heartbeatHost = 'heartbeat.uptimerobot.com';

export function uptimerobotEmulator(options: UptimeRobotOptions): Emulator {
  const tools: Tools = { ...options };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const renewBooks = (state: UptimeRobotState): void => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  return {
    vendor: 'uptimerobot',
    hosts: ['api.uptimerobot.com', 'dashboard.uptimerobot.com', heartbeatHost, statsHost],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as UptimeRobotState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      const host = incoming.headers.host?.replace(/:\d+$/, '');
      if (host === heartbeatHost) return heard(books, incoming.path);
      if (host === statsHost)
        return pageShown(
          books,
          books.state.pages.find(({ urlKey }) => `/${urlKey}` === incoming.path),
        );
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    trouble,
    credentials: () => ({ apiKey: books.state.apiKey, readOnlyKey: books.state.readOnlyKey }),
    secrets: () => [
      books.state.apiKey,
      books.state.readOnlyKey,
      ...books.state.monitors.flatMap(({ type, url, $apiKey, $httpPassword }) => [
        $apiKey,
        ...(type === 'HEARTBEAT' ? [url] : []),
        ...($httpPassword === '' ? [] : [$httpPassword]),
      ]),
      ...books.state.integrations.map(({ value }) => value),
    ],
    edit: (action, fields) => perform(books, action, fields),
    work: () => deliver(books),
    waiting: () => books.state.notices.length,
    names: () => namesOf(books),
    begin(background: Background) {
      if (tools.watching) void new Watch(() => books).run(background);
    },
  };
}

/** Any method will do, as documented. A call to an address that nobody was given is refused. */
function heard(books: Books, path: string): Outgoing {
  const one = books.state.monitors.find(({ type, url }) => type === 'HEARTBEAT' && new URL(url).pathname === path);
  if (!one) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };
  one.beat = books.ms();
  one.beats++;
  if (one.status !== 'PAUSED') setStatus(books, one, 'UP');
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' };
}
