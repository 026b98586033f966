/**
 * The shape of the catalogue: everything that k77 declares, as one value. The value itself is `src/catalogue.ts`; verbs get it as an argument.
 */
import type { AnyCheck } from './check.ts';
import type { Phase } from './phase.ts';
import type { Scenario } from './scenario.ts';
import type { AnyVendor } from './vendor.ts';

export interface Catalogue {
  phases: readonly Phase[];
  checks: readonly AnyCheck[];
  scenarios: readonly Scenario[];
  vendors: readonly AnyVendor[];
}
