/**
 * What a registrar keeps, whichever of them: the domains of one account, its keys, and which names somebody else holds. Each registrar's own API is a face of it.
 */
import { timingSafeEqual } from 'node:crypto';
import { OperatorError } from '../../core/errors.ts';
import type { Clock, Random } from '../../core/ports.ts';
import type { Delegation, DelegationSigner } from '../names/names.ts';

export interface HeldDomain {
  domain: string;
  created: string;
  /** ISO 8601. */
  expires: string;
  autoRenew: boolean;
  privacy: boolean;
  locked: boolean;
  suspended: boolean;
  nameservers: string[];
  signers: DelegationSigner[];
}

export interface RegistrarState {
  /** By the name of the credential. */
  keys: Record<string, string>;
  domains: HeldDomain[];
  /** Held by somebody else. */
  taken: string[];
  /** The account may use the API. */
  open: boolean;
}

export interface Tools {
  clock: Clock;
  random: Random;
}

/** Dollars. */
export const prices: Readonly<Record<string, { firstYear: string; renewal: string }>> = {
  com: { firstYear: '11.98', renewal: '16.98' },
  test: { firstYear: '9.98', renewal: '12.98' },
  io: { firstYear: '34.98', renewal: '57.98' },
  gg: { firstYear: '64.98', renewal: '79.98' },
};

export class RegistrarBooks {
  readonly state: RegistrarState;
  readonly #tools: Tools;
  version = 0;

  constructor(state: RegistrarState, tools: Tools) {
    this.state = state;
    this.#tools = tools;
  }

  now(): Date {
    return this.#tools.clock.now();
  }

  held(domain: string): HeldDomain | undefined {
    return this.state.domains.find((one) => one.domain === domain.toLowerCase());
  }

  isFree(domain: string): boolean {
    return this.held(domain) === undefined && !this.state.taken.includes(domain.toLowerCase());
  }

  priceOf(domain: string): { firstYear: string; renewal: string } | undefined {
    return prices[domain.slice(domain.indexOf('.') + 1)];
  }

  /** Puts a domain into the account, for a year from now, at the registrar's own name servers. */
  buy(domain: string, about: { autoRenew: boolean; privacy: boolean; nameservers: readonly string[] }): HeldDomain {
    const created = this.now();
    const expires = new Date(created);
    expires.setUTCFullYear(expires.getUTCFullYear() + 1);
    const held: HeldDomain = {
      domain: domain.toLowerCase(),
      created: created.toISOString(),
      expires: expires.toISOString(),
      autoRenew: about.autoRenew,
      privacy: about.privacy,
      locked: true,
      suspended: false,
      nameservers: [...about.nameservers],
      signers: [],
    };
    this.state.domains.push(held);
    this.changed();
    return held;
  }

  change(held: HeldDomain, change: Partial<Omit<HeldDomain, 'domain'>>): void {
    Object.assign(held, change);
    this.changed();
  }

  changed(): void {
    this.version += 1;
  }

  /** True when this is the key of that name. */
  opens(name: string, given: string): boolean {
    const [kept, tried] = [Buffer.from(this.state.keys[name] ?? ''), Buffer.from(given)];
    return kept.length === tried.length && kept.length > 0 && timingSafeEqual(kept, tried);
  }

  delegations(): Delegation[] {
    return this.state.domains
      .filter(({ suspended, nameservers }) => !suspended && nameservers.length > 0)
      .map(({ domain, nameservers, signers }) => ({ domain, nameservers, ...(signers.length > 0 ? { signers } : {}) }));
  }
}

type Fields = Readonly<Record<string, string>>;
type Action = (books: RegistrarBooks, fields: Fields, own: readonly string[]) => unknown;

/** What a person does on the registrar's pages. */
const actions: Readonly<Record<string, Action>> = {
  buy: (books, fields, own) => {
    const domain = fields.domain ?? '';
    if (!books.isFree(domain)) throw new OperatorError({ what: `${domain} is not for sale`, fix: 'choose another name' });
    return books.buy(domain, { autoRenew: false, privacy: fields.privacy !== 'off', nameservers: own });
  },
  nameservers: (books, fields) =>
    books.change(mine(books, fields), { nameservers: (fields.servers ?? '').split(/[\s,]+/).filter((server) => server !== '') }),
  signer: (books, fields) => {
    const [keyTag, algorithm, digestType, digest] = (fields.signer ?? '').trim().split(/\s+/);
    const signers = digest
      ? [{ keyTag: Number(keyTag), algorithm: Number(algorithm), digestType: Number(digestType), digest: digest.toUpperCase() }]
      : [];
    books.change(mine(books, fields), { signers });
  },
  protect: (books, fields) => books.change(mine(books, fields), { autoRenew: true, privacy: true, locked: true }),
  expose: (books, fields) => books.change(mine(books, fields), { autoRenew: false, privacy: false }),
  /** ISO 8601. */
  expire: (books, fields) => books.change(mine(books, fields), { expires: fields.at ?? books.now().toISOString() }),
  suspend: (books, fields) => books.change(mine(books, fields), { suspended: true }),
  taken: (books, fields) => {
    books.state.taken.push((fields.domain ?? '').toLowerCase());
    books.changed();
  },
  'close-api': (books) => {
    books.state.open = false;
    books.changed();
  },
};

export function perform(books: RegistrarBooks, action: string, fields: Fields, own: readonly string[]): unknown {
  const found = actions[action];
  if (!found)
    throw new OperatorError({ what: `there is no button "${action}" at this registrar`, fix: `one of ${Object.keys(actions).join(', ')}` });
  return found(books, fields, own);
}

function mine(books: RegistrarBooks, { domain = '' }: Fields): HeldDomain {
  const held = books.held(domain);
  if (!held) throw new OperatorError({ what: `this account holds no ${domain}`, fix: 'buy it first' });
  return held;
}
