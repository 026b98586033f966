/**
 * `k77 status`: the guide's progress tracker, and how the money is doing. Reads only.
 */
import { type Exit, exits, messageOf, VendorError } from '../../core/errors.ts';
import { centsOf } from '../../costs/money.ts';
import { amount } from '../../costs/numbers.ts';
import { clients } from '../../engine/context.ts';
import { explained } from '../../engine/explain.ts';
import { progress } from '../../engine/status.ts';
import { verify } from '../../engine/verify.ts';
import type { Walk } from '../../engine/walk.ts';
import { stripe } from '../../vendors/stripe.ts';
import { figures, type MoneyFigures, readMoney } from '../../vendors/stripe-money.ts';
import { openSession } from '../compose.ts';
import { type Remembered, rememberedEstimate } from '../cost-live.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { statusLines } from '../render-status.ts';

/** The figures, or why there are none. */
export type MoneyLine = MoneyFigures | { unknown: string };

export interface BudgetLine {
  budgetCents: number;
  estimate?: Remembered;
}

const flags = { production: '', staging: ' --env staging', sandbox: ' --sandbox' } as const;

export async function run(options: GlobalOptions, io: Io): Promise<Exit> {
  const session = await openSession(options, io, { lease: 'none' });
  try {
    const { walk, environment, workspace } = session;
    showPlace(io, session, 'status');
    const [verified, money] = await Promise.all([verify(walk, { sections: [], onlyReads: true, quick: true }), moneyOf(walk)]);
    const phases = progress(walk.catalogue, verified, workspace.journal.entries());
    const budget = await budgetOf(walk);
    io.document({ environment, root: workspace.root, phases, money, ...(budget ? { budget } : {}) });
    for (const line of statusLines(io, phases, money, flags[environment], budget)) io.line(line);
    return exits.proven;
  } finally {
    await session.close();
  }
}

/** The budget of k77.json beside the last estimate of `k77 cost`; undefined when there is none. */
async function budgetOf(walk: Walk): Promise<BudgetLine | undefined> {
  const { budget } = walk.workspace.values();
  if (budget === undefined) return undefined;
  const estimate = await rememberedEstimate(walk.workspace);
  return { budgetCents: centsOf(amount(budget, '"budget" in k77.json')), ...(estimate ? { estimate } : {}) };
}

async function moneyOf(walk: Walk): Promise<MoneyLine> {
  if (!walk.workspace.values().STRIPE_SECRET_KEY) return { unknown: 'no Stripe key yet: k77 deploy 6.1 asks for it' };
  try {
    const now = walk.clock.now();
    return figures(await readMoney(clients(walk, 'status.money', [stripe], 'no')(stripe), now), now);
  } catch (error) {
    const known = explained(walk, 'status.money', [stripe], error);
    return {
      unknown: known instanceof VendorError ? `Stripe answered ${known.status}: ${known.message} → ${known.advice}` : messageOf(known),
    };
  }
}
