/**
 * Which plan of which vendor: the cheapest that is lawful, carries the load and has what is wanted. Adding load only ever takes plans away, and no plan gets
 * cheaper by it, so the choice never costs less when more is used; only a plan that the operator declares can be dearer than its neighbour, which is then named.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { complete, type Load, type ServiceName, services } from './load.ts';
import { costOf, type PlanCost, unfit } from './plan-cost.ts';
import { type Catalogue, type Price, type Slot, slots } from './price-types.ts';

/** Vendor by slot; `dashboard` may be the host of the services. */
export type Stack = Readonly<Record<Slot, string>>;

export interface Chosen extends PlanCost {
  slot: Slot;
  /** Services that it runs. */
  hosted: readonly ServiceName[];
  /** What is wrong with it: a declared plan that does not fit, or a load beyond everything that the catalogue sells. */
  problem?: string;
  /** A plan that does the same for less than the declared one. */
  cheaper?: { title: string; plan: string; cents: number };
}

export interface Terms {
  catalogue: Catalogue;
  load: Load;
  commercial: boolean;
  /** Plans that the operator has, by slot. */
  plans?: Partial<Record<Slot, string>>;
  /** What should not be missing, where the catalogue sells it. */
  wanted: readonly string[];
}

/** One plan per slot. The dashboard has none of its own where it runs at the host of the services. */
export function chooseAll(terms: Terms, stack: Stack): Chosen[] {
  return slots.flatMap((slot) => (slot === 'dashboard' && stack.dashboard === stack.hosting ? [] : [choose(terms, stack, slot)]));
}

export function choose(terms: Terms, stack: Stack, slot: Slot): Chosen {
  const hosted = hostedAt(stack, slot);
  const load = complete(terms.load, hosted.length > 0 ? hosted : services);
  const offers = offersOf(terms.catalogue, stack[slot], slot).map((price) => costOf(price, load, hosted));
  const about = { commercial: terms.commercial, runsBot: hosted.includes('bot') };
  const fitting = offers.filter(({ price }) => unfit(price, load, about).length === 0);
  const wished = fitting.filter(({ price }) => !terms.wanted.some((what) => price.lacks?.includes(what)));
  const best = cheapest(wished.length > 0 ? wished : fitting);
  const declared = terms.plans?.[slot];
  if (declared !== undefined) return { slot, hosted, ...asDeclared(declared, offers, best, (price) => unfit(price, load, about)) };
  if (best) return { slot, hosted, ...best };
  const last = mostCapable(offers.filter(({ price }) => !price.forbids?.some((what) => what !== 'commercial use' || terms.commercial)));
  if (!last) throw nothingOn(stack[slot], slot);
  const why = unfit(last.price, load, about).join('; ');
  return { slot, hosted, ...last, problem: `more than this catalogue sells (${why}): at least this much, and probably more` };
}

export function hostedAt(stack: Stack, slot: Slot): readonly ServiceName[] {
  if (slot === 'hosting') return stack.dashboard === stack.hosting ? [...services, 'dashboard'] : services;
  return slot === 'dashboard' ? ['dashboard'] : [];
}

export function offersOf(catalogue: Catalogue, vendor: string, slot: Slot): readonly Price[] {
  return catalogue.prices.filter((price) => price.for !== 'listed' && price.for.includes(slot) && price.vendor === vendor);
}

export function vendorsOf(catalogue: Catalogue, slot: Slot): string[] {
  return [...new Set(catalogue.prices.filter((price) => price.for !== 'listed' && price.for.includes(slot)).map(({ vendor }) => vendor))];
}

/** Of two plans of one price the one that lacks less, then the one named first. */
function cheapest(offers: readonly PlanCost[]): PlanCost | undefined {
  return [...offers].sort((a, b) => a.cents - b.cents || (a.price.lacks?.length ?? 0) - (b.price.lacks?.length ?? 0))[0];
}

/** The last that is sold: the one with the dearest fees. */
function mostCapable(offers: readonly PlanCost[]): PlanCost | undefined {
  return [...offers].sort((a, b) => b.cents - a.cents)[0];
}

function asDeclared(
  plan: string,
  offers: readonly PlanCost[],
  best: PlanCost | undefined,
  problems: (price: Price) => string[],
): PlanCost & Partial<Pick<Chosen, 'problem' | 'cheaper'>> {
  const own = offers.find(({ price }) => price.plan === plan);
  if (!own)
    throw new OperatorError({
      what: `there is no plan "${plan}" here`,
      fix: `one of ${offers.map(({ price }) => price.plan).join(', ')}`,
      exit: exits.usage,
    });
  const wrong = problems(own.price);
  const cheaper = best && best.cents < own.cents ? { cheaper: { title: best.price.title, plan: best.price.plan, cents: best.cents } } : {};
  return { ...own, ...cheaper, ...(wrong.length > 0 ? { problem: `does not fit: ${wrong.join('; ')}` } : {}) };
}

function nothingOn(vendor: string, slot: Slot): OperatorError {
  return new OperatorError({
    what: `the price catalogue has no plan of ${vendor} for ${slot} that may be used here`,
    fix: 'k77 cost prices lists what there is; choose another vendor or another catalogue',
    exit: exits.usage,
  });
}
