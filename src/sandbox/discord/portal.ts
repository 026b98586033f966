/** What the owner does in the developer portal: redirects, secrets, intents, addresses; and what befalls the gateway. */
import { OperatorError } from '../../core/errors.ts';
import type { Action } from './desk.ts';
import { type PrivilegedIntent, privilegedIntents } from './model.ts';
import { isOn, numberIn } from './named.ts';
import { letters } from './seed.ts';

const disturbances = ['reconnect', 'break', 'invalidate', 'zombie'] as const;

export const portal: Readonly<Record<string, Action>> = {
  /** OAuth2 → Redirects: one address a line. No API changes them. */
  redirects: ({ books }, { redirects = '' }) => {
    const lines = redirects.split(/\s+/).filter(Boolean);
    const wrong = lines.find((line) => !URL.canParse(line) || !/^https?:/.test(line) || new URL(line).hash !== '');
    if (wrong) throw new OperatorError({ what: `${wrong} cannot be a redirect`, fix: 'Write whole addresses: https://…' });
    if (lines.length > 100) throw new OperatorError({ what: 'Discord takes at most 100 redirects', fix: 'Remove some' });
    books.main.redirects = [...new Set(lines)];
    books.changed();
    return books.main.redirects;
  },
  /** General Information: name, description, addresses of terms and privacy policy. */
  information: ({ books }, { name, description, terms, privacy, tags }) => {
    const { main } = books;
    if (name) main.name = name;
    if (description !== undefined) main.description = description;
    if (terms !== undefined) setOrDrop(main, 'terms', terms);
    if (privacy !== undefined) setOrDrop(main, 'privacy', privacy);
    if (tags !== undefined) main.tags = tags.split(',').filter(Boolean).slice(0, 5);
    books.changed();
    return main.name;
  },
  /** Bot → Reset Token: shown once; sessions with the old one are closed. */
  'reset-token': ({ books, hub }) => {
    const token = books.resetToken(books.main);
    hub.enforce();
    return token;
  },
  'reset-secret': ({ books }) => {
    books.main.clientSecret = letters(books.tools.random, 32);
    books.changed();
    return books.main.clientSecret;
  },
  /** Bot → Privileged Gateway Intents: a list of those that are on. */
  intents: ({ books }, { intents = '' }) => {
    const names = intents.split(/[\s,]+/).filter(Boolean);
    const stranger = names.find((name) => !(privilegedIntents as readonly string[]).includes(name));
    if (stranger)
      throw new OperatorError({ what: `${stranger} is no privileged intent`, fix: `Use some of: ${privilegedIntents.join(', ')}` });
    books.main.intents = names as PrivilegedIntent[];
    books.changed();
    return books.main.intents;
  },
  /** Bot → Public Bot. */
  public: ({ books }, { value }) => {
    books.main.isPublic = isOn(value);
    books.changed();
    return books.main.isPublic;
  },
  /** Takes the gateway down, or brings it up; changes its limits. */
  gateway: ({ books, hub }, fields) => {
    const { gateway } = books.state;
    if (fields.state) gateway.down = fields.state === 'down';
    gateway.maxConcurrency = Math.max(1, numberIn(fields.maxConcurrency, gateway.maxConcurrency));
    gateway.identifyWindowMs = numberIn(fields.identifyWindowMs, gateway.identifyWindowMs);
    gateway.heartbeatMs = Math.max(50, numberIn(fields.heartbeatMs, gateway.heartbeatMs));
    gateway.sessionStarts = numberIn(fields.sessionStarts, gateway.sessionStarts);
    gateway.shards = numberIn(fields.shards, gateway.shards);
    books.changed();
    hub.enforce();
    return { ...gateway };
  },
  disturb: ({ books, hub }, { how = '', shard }) => {
    const found = disturbances.find((one) => one === how);
    if (!found) throw new OperatorError({ what: `${how} is no disturbance`, fix: `Use one of: ${disturbances.join(', ')}` });
    return hub.disturb(found, books.main.id, shard === undefined || shard === '' ? undefined : numberIn(shard, 0));
  },
  sessions: ({ books, hub }) =>
    hub.ready(books.main.id).map((session) => ({
      shard: session.shard,
      shards: session.shards,
      guilds: hub.guildsOf(session).length,
      since: session.since,
      resumed: session.resumed,
      intents: session.intents,
    })),
  identifies: ({ hub }) => hub.identifies().map((one) => ({ ...one })),
};

function setOrDrop<K extends 'terms' | 'privacy'>(target: { [N in K]?: string }, name: K, value: string): void {
  if (value === '') delete target[name];
  else if (URL.canParse(value)) Object.assign(target, { [name]: value });
  else throw new OperatorError({ what: `${value} is no address`, fix: 'Write a whole address: https://…' });
}
