/**
 * Adds up facts. Of each subscription the latest observation stays, so that any order and any repetition of the same facts
 * ends in the same entitlement.
 */
import { type Entitlement, type Fact, factKey } from './facts.ts';

export function noEntitlement(guildId: string): Entitlement {
  return { guildId, facts: {} };
}

/** Returns the same object when the fact teaches nothing new. */
export function addFact(entitlement: Entitlement, fact: Fact): Entitlement {
  const key = factKey(fact);
  const known = entitlement.facts[key];
  if (known !== undefined && !isLater(fact, known)) return entitlement;
  return { ...entitlement, facts: { ...entitlement.facts, [key]: fact } };
}

/** Two different observations of the same millisecond are put in one order by their content: which one does not matter, that it is always the same does. */
function isLater(fact: Fact, known: Fact): boolean {
  const difference = fact.observedAt.getTime() - known.observedAt.getTime();
  return difference !== 0 ? difference > 0 : canonical(fact) > canonical(known);
}

function canonical(fact: Fact): string {
  const sorted = Object.entries(fact).filter(([, value]) => value !== undefined);
  return JSON.stringify(sorted.sort(([a], [b]) => (a < b ? -1 : 1)));
}
