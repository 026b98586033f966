/**
 * Which ui a deploy gets: the wizard where a person is, lines or JSON elsewhere. All of them remember what failed, so that it can be told last.
 */
import type { TaskEvent, Ui } from '../core/ui.ts';
import { vendorOf } from '../sandbox/operator.ts';
import type { Session } from './compose.ts';
import { sandboxAnswer } from './given.ts';
import type { GlobalOptions, Io } from './io.ts';
import { jsonUi } from './json.ts';
import { plainUi } from './plain.ts';
import type { Rehearsal } from './rehearsal.ts';
import { TerminalUi, type Wizard } from './terminal.ts';
import { typed } from './typed.ts';

export interface DeployUi {
  ui: Ui;
  /** What tasks failed with, in order. */
  failures: unknown[];
  /** Leaves the terminal as it was. */
  close(): Promise<void>;
}

export function deployUi(
  io: Io,
  options: Pick<GlobalOptions, 'yes'>,
  session: Omit<Session, 'walk' | 'close' | 'pace'>,
  tick: () => number,
): DeployUi {
  const failures: unknown[] = [];
  const inner = uiFor(io, options, session, tick);
  const task = inner.task.bind(inner);
  inner.task = (event: TaskEvent) => {
    if (event.kind === 'failed') failures.push(event.error);
    task(event);
  };
  return { ui: inner, failures, close: async () => (inner instanceof TerminalUi ? inner.close() : undefined) };
}

function uiFor(io: Io, options: Pick<GlobalOptions, 'yes'>, session: Omit<Session, 'walk' | 'close' | 'pace'>, tick: () => number): Ui {
  const { workspace, environment, rehearsal } = session;
  const scripted = rehearsal && options.yes ? rehearsal.perform : undefined;
  if (io.mode === 'json' || io.mode === 'events') return jsonUi(io, scripted);
  if (io.mode === 'plain') return plainUi(io, scripted);
  return new TerminalUi({
    io,
    environment,
    command: typed(io.host),
    person: io.host.env.USER ?? io.host.env.LOGNAME ?? 'operator',
    tick,
    unattended: scripted !== undefined,
    ...(rehearsal ? helps(rehearsal) : {}),
    keep: async (question, answer) => {
      await workspace.answer(question.key, answer);
      return workspace.values();
    },
  });
}

/** What makes a rehearsal easier than the real thing. */
function helps({ perform, credential, endpoints }: Rehearsal): Pick<Wizard, 'operator' | 'offer' | 'dashboard'> {
  return {
    operator: perform,
    offer: (question) => sandboxAnswer(question, credential),
    dashboard: (task, want) => {
      const vendors = [vendorOf(task.id, want), ...task.uses.map(({ id }) => id)];
      return vendors.flatMap((id) => (id && endpoints[id] ? [`${endpoints[id]}/dashboard`] : []))[0];
    },
  };
}
