/**
 * A world half-made by hand: what an operator has clicked together before k77 came, with the small differences that people make; and beside it things that are none of this
 * project.
 */
import type { WorldState } from '../state.ts';
import { atAtlas, atUpstash } from './half-made-databases.ts';
import { atCloudflare, atDiscord } from './half-made-domain.ts';
import { halfMadeHosts } from './half-made-hosts.ts';
import { atStripe } from './half-made-stripe.ts';
import { type Ground, handOf } from './hand.ts';

export interface Scene {
  project: string;
  domain: string;
  /** `owner/name` */
  repository: string;
}

export interface Made {
  /** What stands there now, a line each. */
  things: readonly string[];
}

export interface Part {
  things: readonly string[];
  /** What services are given of it. */
  given: Readonly<Record<string, string>>;
}

export const usual: Scene = { project: 'Kingdom-77', domain: 'kingdom77.test', repository: 'kingdom77/kingdom77' };

/** Nobody has made anything in this world: neither by hand nor by a rehearsal. */
export function isEmpty({ vendors }: WorldState): boolean {
  const { spaces = [] } = (vendors.stripe ?? {}) as { spaces?: { things: Record<string, unknown[]> }[] };
  const { groups = [] } = (vendors.atlas ?? {}) as { groups?: unknown[] };
  const { zones = [] } = (vendors.cloudflare ?? {}) as { zones?: unknown[] };
  return groups.length + zones.length + spaces.reduce((sum, { things }) => sum + (things.product?.length ?? 0), 0) === 0;
}

/** In an empty world. */
export async function halfMade(ground: Ground, scene: Scene = usual): Promise<Made> {
  const hand = handOf(ground);
  const stripe = await atStripe(hand, scene);
  const atlas = await atAtlas(hand);
  const upstash = await atUpstash(hand);
  const cloudflare = await atCloudflare(hand, scene);
  const discord = await atDiscord(hand, scene);
  const given = {
    ...stripe.given,
    ...atlas.given,
    ...upstash.given,
    DISCORD_TOKEN: hand.credential('discord.botToken'),
    DISCORD_CLIENT_ID: hand.credential('discord.clientId'),
    DISCORD_CLIENT_SECRET: hand.credential('discord.clientSecret'),
  };
  const hosts = await halfMadeHosts(hand, { ...scene, given });
  return { things: [...stripe.things, ...atlas.things, ...upstash.things, ...cloudflare, ...discord, ...hosts] };
}
