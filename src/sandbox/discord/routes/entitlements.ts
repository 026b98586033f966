/** Premium Apps: what is sold in Discord, who has it, and test entitlements. https://docs.discord.com/developers/monetization/overview */
import { text } from '../body.ts';
import type { Books } from '../books.ts';
import { entitlementTold } from '../events.ts';
import type { Application, Entitlement } from '../model.ts';
import { invalid, Refusal, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { type Call, type Endpoint, ownApplication, page } from '../resource.ts';

export function isOver(one: Entitlement, now: number): boolean {
  return one.ends !== undefined && Date.parse(one.ends) <= now;
}

function listed(call: Call): unknown {
  const application = ownApplication(call);
  const { query, books } = call;
  const skus = query.get('sku_ids')?.split(',');
  const [user, guild] = [query.get('user_id'), query.get('guild_id')];
  const fits = (one: Entitlement): boolean =>
    one.application === application.id &&
    (user === null || one.user === user) &&
    (guild === null || one.guild === guild) &&
    (skus === undefined || skus.includes(one.sku)) &&
    (query.get('exclude_ended') !== 'true' || !isOver(one, books.now())) &&
    (query.get('exclude_deleted') === 'false' || !one.deleted);
  return page(books.state.entitlements.filter(fits), query, 100).map(show.entitlement);
}

function one(call: Call): Entitlement {
  const application = ownApplication(call);
  const found = call.books.entitlement(call.ids.entitlement ?? '');
  if (!found || found.application !== application.id) throw refuse(10029);
  return found;
}

/** A test entitlement: no dates, no end. */
function made(call: Call): unknown {
  const application = ownApplication(call);
  const { books, body } = call;
  const sku = books.state.skus.find((each) => each.id === text(body.sku_id) && each.application === application.id);
  if (!sku) throw refuse(10027);
  const owner = text(body.owner_id) ?? '';
  const type = Number(body.owner_type);
  if (type !== 1 && type !== 2) throw invalid('owner_type', 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2}.');
  if (type === 1 && !books.guild(owner)) throw refuse(10004);
  if (type === 2 && !books.user(owner)) throw refuse(10013);
  const entitlement = grant(books, application, {
    sku: sku.id,
    type: 4,
    ...(type === 1 ? { guild: owner, user: application.owner } : { user: owner }),
  });
  return show.entitlement(entitlement);
}

export function grant(books: Books, application: Application, more: Pick<Entitlement, 'sku' | 'type'> & Partial<Entitlement>): Entitlement {
  const entitlement = { id: books.id(), application: application.id, deleted: false, consumed: false, ...more };
  books.state.entitlements.push(entitlement);
  books.changed();
  entitlementTold(books, 'CREATE', entitlement);
  return entitlement;
}

const path = '/applications/{application}/entitlements';

export const entitlements: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/applications/{application}/skus',
    needs: 'bot',
    run(call) {
      const { id } = ownApplication(call);
      return call.books.state.skus.filter(({ application }) => application === id).map(show.sku);
    },
  },
  { method: 'GET', path, needs: 'either', run: listed },
  { method: 'POST', path, needs: 'bot', run: made },
  { method: 'GET', path: `${path}/{entitlement}`, needs: 'either', run: (call) => show.entitlement(one(call)) },
  {
    method: 'DELETE',
    path: `${path}/{entitlement}`,
    needs: 'bot',
    run(call) {
      const found = one(call);
      // Only test entitlements can be taken away by the API.
      if (found.type !== 4) throw refuse(50013);
      found.deleted = true;
      call.books.changed();
      entitlementTold(call.books, 'DELETE', found);
    },
  },
  {
    method: 'POST',
    path: `${path}/{entitlement}/consume`,
    needs: 'bot',
    run(call) {
      const found = one(call);
      const sku = call.books.state.skus.find(({ id }) => id === found.sku);
      // Discord documents no code for this; only consumables (SKU type 3) can be used up.
      if (sku?.type !== 3) throw new Refusal(400, 0, 'Only entitlements of consumable SKUs can be consumed');
      found.consumed = true;
      call.books.changed();
      entitlementTold(call.books, 'UPDATE', found);
    },
  },
];
