/**
 * What the pages claim, as `docs/legal.json` keeps it: ids of clauses and claims, no names and no addresses. What depends on the environment of a build is said
 * with the variable on which it depends, so that the file is the same on every machine.
 */
import type { SiteConfig } from '@k77/config';
import { documentsFor } from './documents-for.ts';
import { type BuildEnvironment, factsOf } from './facts.ts';

export interface RecordedClause {
  id: string;
  claims: readonly string[];
  /** Variables of which one has to be set for the clause to appear with these claims; absent: it always does. */
  with?: readonly string[];
  /** Variables of which none may be set. */
  without?: readonly string[];
}

export interface RecordedDocument {
  id: string;
  version: string;
  effective: string;
  clauses: readonly RecordedClause[];
}

const switches = ['NEXT_PUBLIC_GA_ID', 'NEXT_PUBLIC_SENTRY_DSN'] as const;

export function recordOf(site: SiteConfig): { documents: readonly RecordedDocument[] } {
  const states = allStates(site);
  const bare = documentsFor(factsOf(site));
  const documents = bare.map(({ id, version, effective }) => ({
    id,
    version,
    effective,
    clauses: orderOf(states, id).flatMap((clause) => variantsOf(states, id, clause)),
  }));
  return { documents };
}

interface State {
  set: readonly string[];
  documents: ReturnType<typeof documentsFor>;
}

/** Every combination of the variables. */
function allStates(site: SiteConfig): readonly State[] {
  return Array.from({ length: 2 ** switches.length }, (_, bits) => {
    const set = switches.filter((_, index) => (bits & (1 << index)) !== 0);
    const env: BuildEnvironment = Object.fromEntries(set.map((name) => [name, 'set']));
    return { set, documents: documentsFor(factsOf(site, env)) };
  });
}

/** Ids of the clauses of one document in any state, in the order of the page. */
function orderOf(states: readonly State[], document: string): readonly string[] {
  const lists = states.map((state) => clausesOf(state, document).map(({ id }) => id));
  const order: string[] = [];
  for (const ids of lists)
    for (const [index, id] of ids.entries())
      if (!order.includes(id)) order.splice(index === 0 ? 0 : order.indexOf(ids[index - 1] ?? '') + 1, 0, id);
  return order;
}

function clausesOf(state: State, document: string) {
  return state.documents.filter(({ id }) => id === document).flatMap(({ sections }) => sections.flatMap(({ clauses }) => clauses));
}

/** One entry for what a clause always claims, and one for each claim that comes or goes with a variable. */
function variantsOf(states: readonly State[], document: string, id: string): readonly RecordedClause[] {
  const seen = states.map((state) => ({ set: state.set, clause: clausesOf(state, document).find((clause) => clause.id === id) }));
  const claims = [...new Set(seen.flatMap(({ clause }) => clause?.claims ?? []))];
  const present = (wanted: (one: (typeof seen)[number]) => boolean) => conditionOf(seen.map((one) => ({ set: one.set, on: wanted(one) })));
  if (claims.length === 0) return [{ id, claims: [], ...present(({ clause }) => clause !== undefined) }];
  const grouped = Map.groupBy(claims, (claim) => JSON.stringify(present(({ clause }) => clause?.claims.includes(claim) ?? false)));
  return [...grouped].map(([condition, those]) => ({ id, claims: those, ...(JSON.parse(condition) as object) }));
}

function conditionOf(seen: readonly { set: readonly string[]; on: boolean }[]): Pick<RecordedClause, 'with' | 'without'> {
  if (seen.every(({ on }) => on)) return {};
  const alone = (name: string) => seen.find(({ set }) => set.length === 1 && set[0] === name)?.on ?? false;
  const none = seen.find(({ set }) => set.length === 0)?.on ?? false;
  return none ? { without: switches.filter((name) => !alone(name)) } : { with: switches.filter(alone) };
}

/** As the file is written. */
export function recordText(site: SiteConfig): string {
  const about = 'Made by `npm run legal` from site.config.json: what the legal pages claim. `k77 legal check` compares it with the code.';
  return `${JSON.stringify({ about, ...recordOf(site) }, null, 2)}\n`;
}
