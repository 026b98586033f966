/** The state with its tools, and how it begins. */
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { App, FlyState, Line, Machine } from './model.ts';
import { absent } from './refusal.ts';

export type Tools = HostTools;

export function newState({ random }: Pick<Tools, 'random'>): FlyState {
  const letters = (count: number): string => `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, count);
  return {
    organization: { id: letters(13), slug: 'kingdom77', number: 770_077, card: true, suspended: false },
    token: { $secret: `FlyV1 fm2_${letters(60)}` },
    apps: [],
    machines: [],
    volumes: [],
    certificates: [],
    images: [],
    runs: [],
    github: { secrets: [], trouble: '' },
    taken: [],
    full: [],
    last: 0,
    next: 1001,
  };
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<FlyState, Tools> {
  /** Milliseconds, later than any that it gave: what is sorted by time must not change places. */
  moment(): number {
    this.state.last = Math.max(this.ms(), this.state.last + 1);
    return this.state.last;
  }

  letters(count: number): string {
    return this.tools.random.uuid().replaceAll('-', '').slice(0, count);
  }

  /** A ULID: ten letters of time, sixteen of chance. */
  ulid(): string {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    let time = this.moment();
    let text = '';
    for (let index = 0; index < 10; index++) {
      text = `${letters[time % 32]}${text}`;
      time = Math.floor(time / 32);
    }
    return `${text}${this.letters(16)
      .toUpperCase()
      .replaceAll(/[^0-9A-F]/g, '0')}`;
  }

  app(name: string): App {
    const found = this.state.apps.find((one) => one.name === name);
    if (!found) throw absent('app');
    return found;
  }

  machine(app: string, id: string): Machine {
    const found = this.state.machines.find((one) => one.app === app && one.id === id);
    if (!found) throw absent('machine');
    return found;
  }

  machinesOf({ name }: Pick<App, 'name'>): Machine[] {
    return this.state.machines.filter(({ app }) => app === name);
  }

  /** The last five hundred are kept. */
  say(app: string, instance: string, text: string, level: Line['level'] = 'info'): void {
    const found = this.state.apps.find((one) => one.name === app);
    if (found) found.lines = [...found.lines.slice(-499), { at: new Date(this.moment()).toISOString(), instance, text, level }];
  }
}
