/**
 * The machine's ui: with `--events` one JSON object per line as things happen; with `--json` nothing until the command prints its one document.
 */
import type { Ui } from '../core/ui.ts';
import { reasonOf } from '../engine/deploy.ts';
import { planDocument } from './documents.ts';
import type { Io } from './io.ts';
import { type Operator, unattended } from './unattended.ts';

export function jsonUi(io: Io, operator?: Operator): Ui {
  const emit = (event: string, rest: object): void => io.event({ event, ...rest });
  const nobody = unattended(operator);
  return {
    ...nobody,
    accounts: (found) => emit('accounts', { accounts: found.map(({ title, identity }) => ({ vendor: title, ...identity })) }),
    plan: (plan, phase) => emit('plan', { phase: phase.number, ...planDocument(plan) }),
    phaseStarts: (phase, planned, index, of) =>
      emit('phase', { phase: phase.number, title: phase.title, index: index + 1, of, tasks: planned.length }),
    task({ kind, task, ...rest }) {
      const { error, ...plain } = { error: undefined, ...rest };
      emit('task', { kind, task: task.id, title: task.title, ...plain, ...(error === undefined ? {} : { error: reasonOf(error) }) });
    },
    async byHand(task, hand, want, missing) {
      emit('by-hand', { task: task.id, title: task.title, open: hand.open(want), steps: hand.steps(want) });
      return nobody.byHand(task, hand, want, missing);
    },
    gate: (phase, findings, passed) => emit('gate', { phase: phase.number, passed, findings }),
    phaseEnds: (phase) => emit('phase-ended', { phase: phase.number }),
    stage: (title, tasks, index, of) => emit('stage', { title, index: index + 1, of, tasks: tasks.length }),
    say: (text) => emit('say', { text }),
    warn: (text) => emit('warn', { text }),
  };
}
