/** What every emulated host has: its state, with the tools of the world. */
import type { Clock, Random } from '../../core/ports.ts';
import type { HostingView } from './desk.ts';

export interface HostTools {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long it takes to issue a certificate, milliseconds. */
  certificateMs: number;
  /** `127.0.0.1:5533`: resolver of the world; undefined while there is none. */
  resolver(): string | undefined;
}

/** The state with its tools; `version` grows with every change. */
export class HostBooks<State, Tools extends HostTools = HostTools> {
  readonly state: State;
  readonly tools: Tools;
  version = 0;

  constructor(state: State, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  changed(): void {
    this.version++;
  }

  ms(): number {
    return this.tools.clock.now().getTime();
  }

  now(): string {
    return this.tools.clock.now().toISOString();
  }
}
