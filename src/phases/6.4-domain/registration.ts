/**
 * Guide 6.4/1: the domain is registered. One that is the operator's already is adopted; a new one is bought only when the operator typed exactly the price that is asked now.
 */
import { exits, OperatorError } from '../../core/errors.ts';
import { type Context, task } from '../../core/task.ts';
import { internet } from '../../vendors/internet.ts';
import { delegationOf, type LookContext } from './look.ts';
import type { Offer, Registrar, RegistrarContext } from './registrar.ts';
import { registrarNamed, registrarVendors } from './registrars.ts';
import { inWords, registryOf } from './registry.ts';

interface Registered {
  domain: string;
  registered: boolean;
  /** The registrar whose API says so, or `you`. */
  by: string;
  expires?: string | undefined;
  /** What a new one may cost, for the plan. */
  pays?: string;
}
type Needs = 'domain' | 'registrar' | 'domainPrice';

export const registration = task({
  id: 'domain.registration',
  guide: ['6.4/1', '6.4#009', 'pre#004'],
  settings: [
    { id: '6.4/1:names', says: 'The domain that you answered; when it is taken, k77 names free ones with their price' },
    { id: '6.4/1:years', says: 'One year, renewed by itself: a second year paid ahead saves nothing' },
    { id: '6.4/1:price', says: 'First year and renewal are told before anything is bought; you type the price' },
  ],
  title: 'Own the domain',
  uses: [...registrarVendors, internet],
  needs: ['domain', 'registrar', 'domainPrice'],
  want: ({ domain, registrar, domainPrice }): Registered => {
    if (!registrarNamed(registrar).api) return { domain, registered: true, by: 'you' };
    const pays = Number(domainPrice) > 0 ? `${domainPrice} USD for the first year, if that is the price` : 'nothing; the price is told';
    return { domain, registered: true, by: registrar, pays };
  },

  async read(context, want): Promise<Registered | undefined> {
    const { api } = registrarNamed(context.values.registrar);
    if (api) {
      const found = await api.registration(context, want.domain);
      return found && { ...want, domain: found.domain, registered: found.status === 'active', expires: found.expires };
    }
    return anywhere(context, want.domain);
  },

  async apply(context, want, have): Promise<Registered> {
    const registrar = registrarNamed(context.values.registrar);
    if (have?.registered) return have;
    if (have) throw notActive(registrar, have);
    await buy(context, registrar);
    const bought = await registrar.api?.registration(context, want.domain);
    return { ...want, expires: bought?.expires };
  },
  undo: { never: 'a registration is paid for and cannot be given back; let it expire by switching auto-renew off at the registrar' },
  gives: { DOMAIN_EXPIRES: (have: Registered) => have.expires ?? 'unknown' },
  byHand: {
    when: (want) => want.by === 'you',
    open: ({ domain }) => registrarNamed('other').pages.search(domain),
    steps: ({ domain }) => registrarNamed('other').clicks.buy(domain),
    look: async (context, { domain }) => [inWords(await registryOf(context, domain, { fresh: true }))],
    proof: 'read',
  },
});

/** Registered with whomever: as the registry says, or, where it says nothing, because the parent zone hands the name over. */
async function anywhere(context: LookContext, domain: string): Promise<Registered | undefined> {
  const [before, { exists }] = await Promise.all([registryOf(context, domain), delegationOf(context, domain)]);
  const seen = exists && before.state !== 'registered' ? await registryOf(context, domain, { fresh: true }) : before;
  if (seen.state === 'registered') return { domain, registered: true, by: 'you', expires: seen.expires };
  return exists ? { domain, registered: true, by: 'you' } : undefined;
}

async function buy(context: Context<Needs, 'DOMAIN_EXPIRES'>, registrar: Registrar): Promise<void> {
  const { domain, domainPrice } = context.values;
  const api = registrar.api;
  if (!api) return;
  const [offer] = await api.offers(context, [domain]);
  if (!offer?.available) throw await taken(context, registrar, offer ?? { domain, available: false });
  if (!samePrice(domainPrice, offer.firstYear))
    throw new OperatorError({
      what: `${domain} is free: ${offer.firstYear} USD for the first year, then ${offer.renewal} USD a year at ${registrar.title}. You agreed to ${domainPrice} USD`,
      fix: `nothing was bought. To buy it: npx k77 deploy 6.4 --set domainPrice=${offer.firstYear}`,
      see: registrar.pages.search(domain),
      exit: exits.inputNeeded,
    });
  await api.buy(context, offer);
  context.note(`bought for ${offer.firstYear} USD; renews at ${offer.renewal} USD a year`);
}

function samePrice(typed: string, asked: string | undefined): boolean {
  return asked !== undefined && Number(typed) === Number(asked);
}

/** Forms that the guide suggests, around the name that was wanted. */
function alike(domain: string): string[] {
  const [name = '', ...ending] = domain.split('.');
  const plain = name.replace(/-?bot$|discord$/, '');
  const endings = [`${plain}-bot`, `${plain}bot`, `${plain}discord`].map((one) => [one, ...ending].join('.'));
  return [...endings, `${plain}.io`, `${plain}.gg`].filter((one) => one !== domain);
}

async function taken(context: RegistrarContext, registrar: Registrar, offer: Offer): Promise<OperatorError> {
  const offers = (await registrar.api?.offers(context, alike(offer.domain)).catch(() => [])) ?? [];
  const free = offers.filter((one) => one.available).map((one) => `${one.domain} (${one.firstYear}, then ${one.renewal} USD)`);
  return new OperatorError({
    what: `${offer.domain} cannot be bought at ${registrar.title}, and this account does not hold it: ${offer.why ?? 'it is not for sale'}`,
    fix: `if it is yours, answer registrar=other and keep it where it is; else choose another name${free.length > 0 ? `. Free: ${free.join(', ')}` : ''}`,
    see: registrar.pages.manage(offer.domain),
    exit: exits.inputNeeded,
  });
}

function notActive(registrar: Registrar, { domain }: Registered): OperatorError {
  return new OperatorError({
    what: `${registrar.title} holds ${domain}, but it is not active`,
    fix: 'see on the page below what is wrong with it (unpaid, suspended, expired), mend it, then run the same command again',
    see: registrar.pages.manage(domain),
  });
}
