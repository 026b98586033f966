/**
 * The plain ui: lines, one after the other, for pipes, logs and CI. Also what `--sandbox --yes` prints there.
 */
import type { Ui } from '../core/ui.ts';
import { reasonOf } from '../engine/deploy.ts';
import type { Io } from './io.ts';
import { handLines, phaseHeader, stageHeader, taskLines } from './render.ts';
import { gateLines } from './render-findings.ts';
import { planLines } from './render-plan.ts';
import { type Operator, unattended } from './unattended.ts';

export function plainUi(io: Io, operator?: Operator): Ui {
  const say = (lines: readonly string[]): void => {
    for (const line of lines) io.line(line);
  };
  const nobody = unattended(operator);
  return {
    ...nobody,
    accounts: () => {},
    plan(plan, phase) {
      say(phaseHeader(io, phase));
      say(planLines(io, plan));
    },
    phaseStarts: () => io.line(),
    task: (event) => say(taskLines(io, event, event.kind === 'failed' ? reasonOf(event.error) : undefined)),
    async byHand(task, hand, want, missing) {
      const answer = await nobody.byHand(task, hand, want, missing);
      if (answer === 'left open') say(handLines(io, { task, hand, want }));
      return answer;
    },
    gate: (phase, findings, passed) => say(gateLines(io, phase, findings, passed)),
    phaseEnds: () => {},
    stage: (title, _tasks, index, of) => say(stageHeader(io, title, index, of)),
    say: (text) => io.line(`  ${text}`),
    warn: (text) => io.line(`  ${io.marks.warn} ${text}`),
  };
}
