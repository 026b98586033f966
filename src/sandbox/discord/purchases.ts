/** What people buy in Discord itself (Premium Apps), and how it ends. https://docs.discord.com/developers/monetization/implementing-app-subscriptions */
import { OperatorError } from '../../core/errors.ts';
import type { Books } from './books.ts';
import type { Action } from './desk.ts';
import { entitlementTold } from './events.ts';
import type { Entitlement, Sku } from './model.ts';
import { entitlementNamed, guildNamed, userNamed } from './named.ts';
import { grant } from './routes/entitlements.ts';

const forServers = 1 << 7;
const month = 30 * 86_400_000;

function brief(one: Entitlement): Record<string, unknown> {
  return {
    id: one.id,
    sku: one.sku,
    user: one.user,
    guild: one.guild,
    startsAt: one.starts,
    endsAt: one.ends,
    deleted: one.deleted,
    test: one.type === 4,
  };
}

function skuFor(books: Books, named: string | undefined, isForServer: boolean): Sku {
  const own = books.state.skus.filter(({ application }) => application === books.main.id);
  const found = named
    ? own.find(({ id, slug }) => id === named || slug === named)
    : own.find(({ flags }) => ((flags & forServers) !== 0) === isForServer);
  if (found) return found;
  throw new OperatorError({
    what: `The application sells no ${named ?? 'such thing'}`,
    fix: `It sells: ${own.map(({ slug }) => slug).join(', ')}`,
  });
}

export const purchases: Readonly<Record<string, Action>> = {
  /** For a server when one is named, else for the user. */
  'buy-premium': ({ books }, { user, guild, sku }) => {
    const who = userNamed(books, user).id;
    const where = guild ? guildNamed(books, guild).id : undefined;
    const what = skuFor(books, sku || undefined, where !== undefined);
    const isForServer = (what.flags & forServers) !== 0;
    if (isForServer && where === undefined) throw new OperatorError({ what: `${what.name} is bought for a server`, fix: 'Name a guild' });
    const entitlement = grant(books, books.main, {
      sku: what.id,
      type: 8,
      user: who,
      ...(isForServer && where ? { guild: where } : {}),
      starts: books.iso(),
      subscription: books.id(),
    });
    return brief(entitlement);
  },
  /** A month more: the renewal of a subscription. */
  'renew-premium': ({ books }, { id }) => ended(books, entitlementNamed(books, id), books.now() + month),
  /** It ends at its end; `at` is ISO 8601, now unless told. */
  'end-premium': ({ books }, { id, at }) => ended(books, entitlementNamed(books, id), at ? Date.parse(at) : books.now()),
  /** Discord gives the money back. */
  'refund-premium': ({ books }, { id }) => {
    const found = entitlementNamed(books, id);
    found.deleted = true;
    books.changed();
    entitlementTold(books, 'DELETE', found);
    return brief(found);
  },
  entitlements: ({ books }) => books.state.entitlements.filter(({ application }) => application === books.main.id).map(brief),
};

function ended(books: Books, found: Entitlement, at: number): unknown {
  found.ends = books.iso(at);
  books.changed();
  entitlementTold(books, 'UPDATE', found);
  return brief(found);
}
