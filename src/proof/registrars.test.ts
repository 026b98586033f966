/** Phase 6.4 with every registrar that can be answered: bought for the price that was typed, delegated, signed and protected by the API where it can, else by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperatorError, VendorError } from '../core/errors.ts';
import type { VendorId } from '../core/vendor.ts';
import { deploy } from '../engine/deploy.ts';
import { verify } from '../engine/verify.ts';
import { answer, deployDomain, outcomesOf, registrarKeys } from './domain-play.ts';
import { type Kept, openStage, type Stage } from './stage.ts';

const domain = 'kingdom77.test';
let stage: Stage;
let fresh: Kept;

beforeAll(async () => {
  stage = await openStage();
  fresh = await stage.keep();
});
afterAll(() => stage?.close());

type Outcome = 'created' | 'updated' | 'unchanged' | 'by hand' | 'skipped' | 'open';
interface Row {
  registrar: string;
  /** In whose books the domain stands then. */
  books: VendorId;
  price: string;
  bought: Outcome;
  delegated: Outcome;
  announced: Outcome;
  renewed: Outcome;
}
const rows: readonly Row[] = [
  {
    registrar: 'cloudflare',
    books: 'cloudflare',
    price: '11.17',
    bought: 'created',
    delegated: 'unchanged',
    announced: 'unchanged',
    renewed: 'unchanged',
  },
  {
    registrar: 'godaddy',
    books: 'godaddy',
    price: '9.98',
    bought: 'created',
    delegated: 'updated',
    announced: 'by hand',
    renewed: 'unchanged',
  },
  {
    registrar: 'namecheap',
    books: 'namecheap',
    price: '9.98',
    bought: 'created',
    delegated: 'updated',
    announced: 'by hand',
    renewed: 'by hand',
  },
  {
    registrar: 'porkbun',
    books: 'porkbun',
    price: '9.98',
    bought: 'created',
    delegated: 'updated',
    announced: 'created',
    renewed: 'unchanged',
  },
  { registrar: 'other', books: 'internet', price: '', bought: 'by hand', delegated: 'by hand', announced: 'by hand', renewed: 'skipped' },
];

interface Held {
  domain: string;
  expires: string;
  autoRenew: boolean;
  privacy: boolean;
  nameservers?: string[];
  signers?: unknown[];
}

async function heldBy(vendor: VendorId): Promise<Held[]> {
  const state = (await stage.world.snapshot()).vendors[vendor] as { domains?: Held[]; registrations?: Held[] };
  return state.domains ?? state.registrations ?? [];
}

async function choose(registrar: string, price: string): Promise<void> {
  await stage.back(fresh);
  await answer(stage, { registrar, ...(price ? { domainPrice: price } : {}), ...registrarKeys(stage, registrar) });
}

const states = async (...ids: string[]) => {
  const { findings } = await stage.play((walk) => verify(walk, { sections: [], checks: ids }));
  return Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict.state]));
};
const words = (error: unknown): string =>
  error instanceof VendorError
    ? `${error.message} → ${error.advice}`
    : error instanceof OperatorError
      ? `${error.what} → ${error.fix}`
      : String(error);

describe.each(rows)('$registrar', ({ registrar, books, price, bought, delegated, announced, renewed }) => {
  const hands = registrar === 'other';

  test('a new domain is bought, delegated, signed and protected', async () => {
    await choose(registrar, price);
    const went = await deployDomain(stage);
    expect(went).toMatchObject({ done: { exit: 0 }, failed: {}, error: undefined });
    expect(outcomesOf(went)).toMatchObject({
      'domain.registration': bought,
      'domain.nameservers': delegated,
      'domain.signer': announced,
      'domain.renewal': renewed,
      'domain.renewal-by-hand': hands ? 'open' : 'skipped',
    });
    const [held, ...more] = await heldBy(books);
    expect(more).toEqual([]);
    expect(held?.domain).toBe(domain);
    if (!hands) expect(held).toMatchObject({ autoRenew: true, privacy: true });
    if (books !== 'cloudflare') {
      expect(held?.nameservers?.toSorted()).toEqual(['dana.ns.cloudflare.com', 'rob.ns.cloudflare.com']);
      expect(held?.signers).toHaveLength(1);
    }
    expect(await stage.play(async (walk) => walk.workspace.values().DOMAIN_EXPIRES)).toMatch(/^20\d\d-\d\d-\d\d/);
    expect(await states('domain.registered', 'domain.nameservers', 'domain.dnssec', 'domain.renewal')).toEqual({
      'domain.registered': 'pass',
      'domain.nameservers': 'pass',
      'domain.dnssec': 'pass',
      'domain.renewal': hands ? 'unknown' : 'pass',
    });
    expect(await deployDomain(stage)).toMatchObject({ done: { exit: 0, writes: 0 }, failed: {} });
  });

  test('a domain that is held there already is adopted: nothing is paid', async () => {
    await choose(registrar, hands ? '' : '0');
    await stage.world.edit(books, books === 'cloudflare' ? 'register' : 'buy', { domain, zone: domain });
    const went = await deployDomain(stage, { ungated: true });
    expect(went).toMatchObject({ done: { exit: 0 }, failed: {}, error: undefined });
    expect(outcomesOf(went)['domain.registration']).toBe('unchanged');
    expect(await heldBy(books)).toHaveLength(1);
    if (!hands) expect((await heldBy(books))[0]).toMatchObject({ autoRenew: true, privacy: true });
  });

  test.skipIf(hands)('another price than the one that was typed buys nothing, and is told', async () => {
    await choose(registrar, '9.97');
    const { failed, done } = await deployDomain(stage, { ungated: true });
    expect(words(failed['domain.registration'])).toContain(`${domain} is free: ${price} USD for the first year`);
    expect(words(failed['domain.registration'])).toContain(`nothing was bought. To buy it: npx k77 deploy 6.4 --set domainPrice=${price}`);
    expect(done?.exit).not.toBe(0);
    expect(await heldBy(books)).toEqual([]);
  });
});

describe('what is known of a domain before it is bought by hand', () => {
  const screen = async (id: string): Promise<readonly string[]> => {
    let shown: readonly string[] = [];
    await stage.play(async (walk) => {
      const ui = {
        ...walk.ui,
        byHand: async (...[task, hand, want, missing]: Parameters<typeof walk.ui.byHand>) => {
          if (task.id === id) shown = [...(hand.seen ?? []), ...hand.steps(want)];
          return walk.ui.byHand(task, hand, want, missing);
        },
      };
      const catalogue = { ...walk.catalogue, phases: walk.catalogue.phases.map((phase) => ({ ...phase, gate: [] })) };
      await deploy({ ...walk, ui, catalogue }, { phases: ['6.4'], only: [], yes: true, replace: [], command: 'k77 deploy 6.4' });
    });
    return shown;
  };

  test('that it is free stands above the steps', async () => {
    await choose('other', '');
    const [first, second] = await screen('domain.registration');
    expect(first).toBe('kingdom77.test is free: the registry (rdap.nic.test) knows nobody who holds it');
    expect(second).toMatch(/^Buy kingdom77\.test/);
  });

  test('with whom it is registered, and until when, stands above the name servers to enter', async () => {
    await choose('other', '');
    await stage.world.edit('porkbun', 'buy', { domain });
    const [first] = await screen('domain.nameservers');
    expect(first).toMatch(
      /^kingdom77\.test is registered at Porkbun LLC until 20\d\d-\d\d-\d\d\. If it is not yours, answer another domain$/,
    );
  });

  test('where no registry answers, the parent zone shows that it is registered, and the end is unknown', async () => {
    await choose('other', '');
    stage.world.faults.set({ faults: [{ vendor: 'internet', match: { path: '/' }, do: '500', times: 1000 }] });
    await stage.world.edit('internet', 'buy', { domain });
    const went = await deployDomain(stage, { ungated: true });
    stage.world.faults.clear();
    expect(went).toMatchObject({ done: { exit: 0 }, failed: {} });
    expect(await stage.play(async (walk) => walk.workspace.values().DOMAIN_EXPIRES)).toBe('unknown');
  });
});

describe('registrars that refuse', () => {
  test('GoDaddy lets only some accounts use its API: said before anything is written, with the way by hand', async () => {
    await choose('godaddy', '9.98');
    await stage.world.edit('godaddy', 'close-api');
    const { error, done } = await deployDomain(stage);
    expect(done).toBeUndefined();
    expect(error).toMatchObject({ vendor: 'GoDaddy', status: 403, exit: 6 });
    expect(words(error)).toMatch(/not allowed access → GoDaddy opens this API only to accounts with enough domains.*registrar=other/);
  });

  test('Namecheap lets only listed machines use its API: the page of the list is named', async () => {
    await choose('namecheap', '9.98');
    await answer(stage, { NAMECHEAP_CLIENT_IP: '198.51.100.9' });
    const { error } = await deployDomain(stage);
    expect(error).toMatchObject({ vendor: 'Namecheap', code: '1011150', exit: 6 });
    expect(words(error)).toMatch(/198\.51\.100\.9 → this machine is not on Namecheap's access list.*apiaccess.*Whitelisted IPs/);
  });
});
