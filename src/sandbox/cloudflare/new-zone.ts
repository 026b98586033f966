/** A zone as it begins: `POST /zones`, and the name servers that Cloudflare assigns. */
import { createHash } from 'node:crypto';
import type { Call } from './api.ts';
import type { Books } from './books.ts';
import type { MailRule, ZoneState } from './model.ts';
import { Refusal } from './refusal.ts';
import { may } from './tokens.ts';

/** @throws Refusal for a name that cannot be a zone, or that is one already */
export function createZone({ books, token, body }: Call): ZoneState {
  const { id: accountId } = (body.account ?? {}) as { id?: unknown };
  const account = books.account(String(accountId ?? ''));
  const allowed = may(token, 'zone:edit') && token.zones === 'all' && account?.mine === true;
  if (!allowed || !(token.accounts === 'all' || token.accounts.includes(account.id)))
    throw new Refusal(403, 0, 'Requires permission "com.cloudflare.api.account.zone.create" to create zones for the selected account');
  if ((body.type ?? 'full') !== 'full') throw new Refusal(400, 1054, 'The plan of this zone allows the type full only');
  const name = nameOf(body.name);
  const there = books.state.zones.find((zone) => zone.name === name);
  if (there && books.account(there.accountId)?.mine) throw new Refusal(400, 1061, `${name} already exists`);
  if (there?.status === 'active') throw new Refusal(400, 1117, `${name} is held by another account; its owner has to release it first`);
  const zone = addZone(books, name, account.id);
  books.changed();
  return zone;
}

/** A registrable name: Cloudflare's free plan takes no subdomains. @throws Refusal */
function nameOf(given: unknown): string {
  const name = typeof given === 'string' ? given.toLowerCase().replace(/\.$/, '') : '';
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,20}$/.test(name)) throw new Refusal(400, 1001, 'Invalid zone name');
  if (/\.(cf|ga|gq|ml|tk)$/.test(name))
    throw new Refusal(400, 1099, `You cannot use this API for domains with a .${name.split('.').at(-1)} TLD`);
  if (name.split('.').length > 2 && !/\.(co|com|org|net)\.[a-z]{2}$/.test(name))
    throw new Refusal(
      400,
      1116,
      `Please ensure you are providing the root domain and not any subdomains (e.g., example.com, not subdomain.example.com)`,
    );
  return name;
}

/** Adds a zone as it is right after `POST /zones`. */
export function addZone(books: Books, name: string, accountId: string): ZoneState {
  const now = books.now();
  const zone: ZoneState = {
    id: books.id(),
    name,
    accountId,
    status: 'pending',
    paused: false,
    nameservers: nameserversOf(name, accountId, books),
    originalNameservers: [...(books.parentOf(name) ?? [])],
    created: now,
    modified: now,
    activated: null,
    checked: 0,
    records: [],
    settings: {},
    certificate: { id: books.tools.random.uuid(), universal: true, ready: 0, status: 'initializing' },
    rulesets: {},
    dnssec: { status: 'disabled', modified: null, $key: '' },
    mail: { enabled: false, locked: true, created: now, modified: now, rules: [], catchAll: newCatchAll(books) },
    scannable: [],
    purges: 0,
  };
  books.state.zones.push(zone);
  return zone;
}

function newCatchAll(books: Books): MailRule {
  return { id: books.id(), name: '', enabled: false, priority: 2_147_483_647, matchers: [{ type: 'all' }], actions: [{ type: 'drop' }] };
}

/** The first zone of a name gets the same pair in every world; a second zone of that name, in another account, another pair. */
function nameserversOf(name: string, accountId: string, { state }: Books): string[] {
  const taken = state.zones.find((zone) => zone.name === name && zone.accountId !== accountId)?.nameservers;
  if (!taken) return ['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com'];
  const [first = 0, second = 0] = createHash('sha256').update(`${name} ${accountId}`).digest();
  return [`${girls[first % girls.length]}.ns.cloudflare.com`, `${boys[second % boys.length]}.ns.cloudflare.com`];
}

const girls = ['anna', 'beth', 'cora', 'elsa', 'gina'];
const boys = ['adam', 'carl', 'dave', 'hank', 'otto'];
