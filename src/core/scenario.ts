/**
 * A scenario: one of the guide's nine runbooks. Instances will live in `src/scenarios/<number>-<id>.ts`; `engine/rollback.ts` walks them.
 */
import type { CheckId } from './check.ts';
import type { GuideId } from './guide.ts';

export interface Scenario {
  number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  id: string;
  /** What has happened: "Database connection lost". */
  title: string;
  guide: readonly GuideId[];
  confirm: readonly CheckId[];
}
