/** The state with its tools, and how it begins. */
import { createHash } from 'node:crypto';
import type { Random } from '../../core/ports.ts';
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { Account, Deploy, NetlifyState, Plan, Site } from './model.ts';
import { notFound } from './refusal.ts';

export type Tools = HostTools;

/** Credits of a month. https://www.netlify.com/pricing */
export const monthly: Readonly<Record<Plan, number>> = { Free: 300, Personal: 1000, Pro: 3000, Enterprise: Number.POSITIVE_INFINITY };

export function newState({ clock, random }: Pick<Tools, 'clock' | 'random'>): NetlifyState {
  const createdAt = clock.now().getTime();
  const account: Account = {
    id: hex(random, 24),
    slug: 'kingdom-77',
    name: 'Kingdom-77',
    plan: 'Pro',
    guards: null,
    credits: { used: 0, bought: 0 },
    createdAt,
  };
  return {
    user: { id: hex(random, 24), name: 'Owner', email: 'owner@kingdom77.test', createdAt },
    accounts: [account],
    tokens: [{ id: random.uuid(), name: 'k77', $secret: `nfp_${hex(random, 36)}` }],
    sites: [],
    variables: [],
    deploys: [],
    installation: 10_000_000 + (Number.parseInt(hex(random, 7), 16) % 80_000_000),
    opened: [],
    taken: [],
    count: 0,
  };
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<NetlifyState, Tools> {
  /** Ids of everything but sites: 24 digits of base 16. */
  id(): string {
    return hex(this.tools.random, 24);
  }

  /** By id or slug, of those that the token opens. @throws Refusal */
  account(idOrSlug: string, mine: readonly Account[]): Account {
    const found = mine.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
    if (!found) throw notFound();
    return found;
  }

  /** By id, address at Netlify or custom domain. @throws Refusal */
  site(wanted: string, mine: readonly Account[]): Site {
    const found = this.state.sites.find(
      (one) =>
        mine.some(({ id }) => id === one.account) &&
        (one.id === wanted || `${one.name}.netlify.app` === wanted || (one.primary !== null && one.primary === wanted)),
    );
    if (!found) throw notFound();
    return found;
  }

  siteOf({ site }: { site: string }): Site {
    const found = this.state.sites.find(({ id }) => id === site);
    if (!found) throw notFound();
    return found;
  }

  accountOf({ account }: { account: string }): Account {
    const found = this.state.accounts.find(({ id }) => id === account);
    if (!found) throw notFound();
    return found;
  }

  /** @throws Refusal */
  deploy(id: string, mine: readonly Account[]): Deploy {
    const found = this.state.deploys.find((one) => one.id === id && mine.some((account) => account.id === this.siteOf(one).account));
    if (!found) throw notFound();
    return found;
  }

  /** Newest first. */
  deploysOf({ id }: Pick<Site, 'id'>): Deploy[] {
    return this.state.deploys.filter(({ site }) => site === id).sort((a, b) => b.order - a.order);
  }

  published({ published }: Site): Deploy | undefined {
    return this.state.deploys.find(({ id }) => id === published);
  }

  /** All credits are used up: every site of the team is paused. */
  isPaused(account: Account): boolean {
    return account.credits.used >= monthly[account.plan] + account.credits.bought;
  }
}

export function hex(random: Random, count: number): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, count);
}

/** The same for the same text, for ever. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
