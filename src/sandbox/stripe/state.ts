/** Everything that the Stripe emulator remembers, as plain JSON: two accounts, three spaces, the keys and the answers kept for repeats. */
import { newBusiness } from './account.ts';
import { type ApiKey, mintKeys } from './keys.ts';
import { letters, Space, type SpaceData, type Tools } from './space.ts';

/** An answer that a repeat with the same idempotency key gets again, byte for byte. */
export interface Kept {
  fingerprint: string;
  status: number;
  body: string;
  request: string;
  /** Wall milliseconds. */
  at: number;
}

export interface StripeState {
  version: 1;
  keys: ApiKey[];
  spaces: SpaceData[];
  kept: Record<string, Kept>;
}

/** A new world: an account that is not activated, and another one. Every key is minted here. */
export function newState(tools: Tools): StripeState {
  const account = `acct_1SandboxK77${letters(tools.random, 6)}`;
  const other = `acct_1AnotherK77${letters(tools.random, 7)}`;
  const created = Math.floor(tools.clock.now().getTime() / 1000);
  const space = (owner: string, livemode: boolean): SpaceData => {
    const business = { ...newBusiness(owner === account ? 'owner@kingdom77.test' : 'somebody@else.test'), created };
    return { account: owner, livemode, things: { business: [business] }, deliveries: [] };
  };
  return {
    version: 1,
    keys: mintKeys(tools.random, account, other),
    spaces: [space(account, false), space(account, true), space(other, false)],
    kept: {},
  };
}

/** The state with its spaces opened. */
export class Books {
  readonly state: StripeState;
  readonly spaces: readonly Space[];
  readonly #tools: Tools;

  constructor(state: StripeState, tools: Tools) {
    this.state = state;
    this.#tools = tools;
    this.spaces = state.spaces.map((data) => new Space(data, tools));
  }

  /** Grows with every change. */
  get version(): number {
    return this.#own + this.spaces.reduce((sum, space) => sum + space.version, 0);
  }
  #own = 0;

  spaceOf(key: Pick<ApiKey, 'account' | 'livemode'>): Space | undefined {
    return this.spaces.find((space) => space.data.account === key.account && space.livemode === key.livemode);
  }

  /** The account that the world is about. */
  get main(): string {
    return this.state.spaces[0]?.account ?? '';
  }

  kept(name: string): Kept | undefined {
    return this.state.kept[name];
  }

  /** Keeps an answer for a day; older ones are forgotten. */
  keep(name: string, kept: Kept): void {
    const oldest = this.#tools.clock.now().getTime() - 24 * 3600 * 1000;
    for (const [other, { at }] of Object.entries(this.state.kept)) if (at < oldest) delete this.state.kept[other];
    this.state.kept[name] = kept;
    this.touch();
  }

  touch(): void {
    this.#own++;
  }
}
