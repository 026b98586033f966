/** A row of the tables of broken worlds: what was done to the world, and what a check must say of it. */
import type { CheckId } from '../src/core/check.ts';
import type { GuideId } from '../src/core/guide.ts';

export interface BrokenRow<Hands> {
  check: CheckId;
  /** What was done to the world. */
  when: string;
  breakIt(hands: Hands): Promise<unknown>;
  /** What the evidence has to name. */
  saw: RegExp;
  /** Of the boxes that the check cites, those that it says are not so; absent: all of them. */
  boxes?: readonly GuideId[];
  /** Other checks of the same part (`redis`, `errors`) and section that see this, too. They are looked at for the first row of each check only. */
  alsoFails?: readonly CheckId[];
}
