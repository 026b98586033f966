/**
 * What stands in an emulated world, one line a thing, in words that do not change from run to run: two worlds that are alike have equal inventories.
 * Things that a check made for itself and traffic (events, deliveries) do not count.
 */
import type { World } from '../sandbox/world.ts';

interface Thing {
  id: string;
  object: string;
  [field: string]: unknown;
}

type Snapshot = ReturnType<World['snapshot']>;

/** Per vendor, from its part of a snapshot to lines. */
const readers: Readonly<Record<string, (part: unknown) => string[]>> = {
  stripe: (part) => {
    const { spaces } = part as { spaces: { livemode: boolean; things: Record<string, Thing[]> }[] };
    return spaces.flatMap((space) =>
      Object.values(space.things)
        .flat()
        .flatMap((thing) => {
          const words = stripeWords[thing.object]?.(thing);
          return words === undefined ? [] : [`stripe ${space.livemode ? 'live' : 'test'} ${thing.object} ${words}`];
        }),
    );
  },
};

/** How each kind of thing that k77 makes in Stripe is told apart. */
const stripeWords: Readonly<Record<string, (thing: Thing) => string | undefined>> = {
  product: (thing) => `${thing.id} ${String(thing.name)} active=${String(thing.active)}`,
  price: (thing) => `${String(thing.lookup_key)} ${String(thing.unit_amount)} active=${String(thing.active)}`,
  webhook_endpoint: (thing) => `${String(thing.url)} ${String(thing.status)} ${(thing.enabled_events as string[]).length} events`,
  'billing_portal.configuration': (thing) => `default=${String(thing.is_default)} active=${String(thing.active)}`,
  'tax.registration': (thing) => `${String(thing.country)} ${String(thing.status)}`,
  /** Stripe makes the pending one by itself when it is first looked at. */
  'tax.settings': (thing) => (thing.status === 'pending' ? undefined : String(thing.status)),
};

export function inventory(snapshot: Snapshot): string[] {
  return Object.entries(snapshot.vendors)
    .flatMap(([vendor, part]) => readers[vendor]?.(part) ?? [])
    .sort();
}

/** Secrets that the world's living things hold and honour: the signing secrets of enabled webhook endpoints. */
export function livingSecrets(snapshot: Snapshot): string[] {
  const stripe = snapshot.vendors.stripe as { spaces: { things: Record<string, Thing[]> }[] } | undefined;
  return (stripe?.spaces ?? []).flatMap((space) =>
    (space.things.webhook_endpoint ?? []).flatMap((endpoint) =>
      endpoint.status === 'enabled' ? [String(endpoint.$secret ?? endpoint.secret)] : [],
    ),
  );
}
