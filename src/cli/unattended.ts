/**
 * What a walk is answered when nobody is at the keyboard: nothing is guessed, everything that is missing is said at once.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { AnyTask } from '../core/task.ts';
import type { Ui } from '../core/ui.ts';
import { missingAnswersError } from './missing.ts';

/** Does a by-hand step of a rehearsal in the emulated dashboard; undefined outside of the sandbox. */
export type Operator = (task: AnyTask, want: unknown) => Promise<void>;

type Answers = Pick<Ui, 'interactive' | 'person' | 'ask' | 'askAgain' | 'confirmAccount' | 'confirmPlan' | 'byHand'>;

export function unattended(operator?: Operator): Answers {
  return {
    interactive: false,
    person: 'nobody',
    ask: async (_phase, open) => {
      throw missingAnswersError(open);
    },
    askAgain: async () => undefined,
    confirmAccount: async () => false,
    confirmPlan: async () => {
      throw new OperatorError({
        what: 'the plan needs a yes, and there is no terminal to give it',
        fix: 'look at it with k77 plan, then add --yes',
        exit: exits.inputNeeded,
      });
    },
    byHand: async (task, _hand, want) => (await performed(operator, task, want)) ?? 'left open',
  };
}

/** Lets the scripted operator try. It attests nothing: a step that no API shows stays open. */
export async function performed(operator: Operator | undefined, task: AnyTask, want: unknown): Promise<'performed' | undefined> {
  if (!operator) return undefined;
  await operator(task, want);
  return 'performed';
}
