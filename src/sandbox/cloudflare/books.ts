/** The state with its tools, and how it begins. */
import type { Clock, Random } from '../../core/ports.ts';
import type { DelegationSigner } from '../names/names.ts';
import { type Account, type CloudflareState, groups, type Permission, type Token, type ZoneState } from './model.ts';

export interface Tools {
  clock: Clock;
  random: Random;
  /** How long Universal SSL takes after the zone became active, milliseconds. */
  certificateMs: number;
  /** Where the parent zone sends a domain; undefined: nowhere. */
  delegated(domain: string): readonly string[] | undefined;
  /** Delegation signers at the parent zone. */
  signers(domain: string): readonly DelegationSigner[];
  /** Addresses of a name outside of Cloudflare, for flattening. */
  addresses(name: string): readonly string[] | undefined;
}

export function newState({ clock, random }: Pick<Tools, 'clock' | 'random'>): CloudflareState {
  const now = clock.now().toISOString();
  const account = { id: hex(random), name: 'Kingdom-77', created: now, mine: true, billing: true };
  return {
    user: { id: hex(random), email: 'owner@kingdom77.test', created: now },
    accounts: [account],
    tokens: [newToken(random, { name: 'k77' })],
    zones: [],
    destinations: [],
    mails: [],
    registrations: [],
    taken: [],
    parents: {},
  };
}

/** A token that may do everything everywhere, but for what `more` says. */
export function newToken(random: Random, more: Partial<Token> & { name: string }): Token {
  return {
    id: hex(random),
    of: 'user',
    $secret: random.token(30),
    status: 'active',
    permissions: groups.map((group): Permission => `${group}:edit`),
    accounts: 'all',
    zones: 'all',
    ...more,
  };
}

/** The state with its tools; `version` grows with every change. */
export class Books {
  readonly state: CloudflareState;
  readonly tools: Tools;
  version = 0;

  constructor(state: CloudflareState, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  changed(): void {
    this.version++;
  }

  ms(): number {
    return this.tools.clock.now().getTime();
  }

  now(): string {
    return this.tools.clock.now().toISOString();
  }

  id(): string {
    return hex(this.tools.random);
  }

  account(id: string): Account | undefined {
    return this.state.accounts.find((account) => account.id === id);
  }

  zoneNamed(name: string): ZoneState | undefined {
    return this.state.zones.find((zone) => zone.name === name && this.account(zone.accountId)?.mine);
  }

  /** The name servers that the parent zone names, in lower case. */
  parentOf(domain: string): readonly string[] | undefined {
    const own = this.state.registrations.find((one) => one.domain === domain && one.state === 'succeeded');
    if (own) return this.zoneNamed(domain)?.nameservers;
    return this.state.parents[domain]?.nameservers ?? this.tools.delegated(domain)?.map((name) => name.toLowerCase());
  }
}

/** 32 hexadecimal digits, as every id of Cloudflare. */
export function hex(random: Random): string {
  return random.uuid().replaceAll('-', '');
}
