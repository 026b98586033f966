/**
 * The live task list: one row per task that spins, counts seconds and ends in a mark. Drawn by listr2; what a row says comes from `render.ts`.
 */
import { DefaultRenderer, Listr } from 'listr2';
import type { AnyTask } from '../core/task.ts';
import type { TaskEvent } from '../core/ui.ts';
import type { Look } from './io.ts';
import { detailLines, markOf, type RowState, rightOf, rowText, stateOf } from './render.ts';
import { cut, lasted } from './text.ts';

/** Rows bring their own marks. */
class Rows extends DefaultRenderer {
  protected override style(): string {
    return '';
  }
}

interface Row {
  task: AnyTask;
  state: RowState;
  right: string;
  below: readonly string[];
  since: number;
  show(text: string): void;
  end(): void;
}

const frameMs = 100;

export class LiveList {
  readonly #look: Look;
  readonly #now: () => number;
  readonly #rows = new Map<AnyTask, Row>();
  readonly #drawn: Promise<unknown>;
  readonly #timer: NodeJS.Timeout;
  #frame = 0;

  constructor(look: Look, now: () => number, tasks: readonly AnyTask[]) {
    this.#look = look;
    this.#now = now;
    const list = new Listr<unknown, typeof Rows>([], {
      concurrent: true,
      registerSignalListeners: false,
      renderer: Rows,
      rendererOptions: { formatOutput: 'wrap' },
    });
    for (const task of tasks) list.add(this.#rowFor(task));
    this.#drawn = list.run();
    this.#timer = setInterval(() => this.#tick(), frameMs);
  }

  has(task: AnyTask): boolean {
    return this.#rows.has(task);
  }

  event(event: TaskEvent, reason?: string): void {
    const row = this.#rows.get(event.task);
    if (!row) return;
    row.state = stateOf(event);
    if (event.kind === 'started') row.since = this.#now();
    row.right = rightOf(event);
    row.below =
      event.kind === 'progress'
        ? event.text.split('\n').map((line) => `      ${this.#look.paint.dim(cut(line, this.#look.width - 8))}`)
        : detailLines(this.#look, event, reason);
    row.show(this.#textOf(row));
    if (event.kind !== 'started' && event.kind !== 'progress') row.end();
  }

  /** Takes away what has not begun and leaves the rest on the screen for good. `but` is left out as well: it gets a screen of its own. */
  async close(but?: AnyTask): Promise<void> {
    clearInterval(this.#timer);
    for (const row of this.#rows.values()) {
      if (row.state === 'waiting' || row.task === but) row.show('');
      else if (row.state === 'running') this.#stopped(row);
      row.end();
    }
    await this.#drawn;
  }

  #stopped(row: Row): void {
    row.state = 'open';
    row.right = 'stopped';
    row.show(this.#textOf(row));
  }

  #rowFor(task: AnyTask) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const row: Row = { task, state: 'waiting', right: '', below: [], since: 0, show: () => {}, end: resolve };
    this.#rows.set(task, row);
    return {
      title: this.#textOf(row),
      task: (_: unknown, drawn: { title?: string | undefined }) => {
        row.show = (text) => {
          drawn.title = text;
        };
        row.show(this.#textOf(row));
        return promise;
      },
    };
  }

  #tick(): void {
    this.#frame++;
    for (const row of this.#rows.values()) if (row.state === 'running') row.show(this.#textOf(row));
  }

  #textOf(row: Row): string {
    const { paint, marks } = this.#look;
    const running = row.state === 'running';
    const spent = running ? this.#now() - row.since : 0;
    const mark = running ? paint.accent(marks.spinner[this.#frame % marks.spinner.length] ?? '') : markOf(this.#look, row.state);
    const text = rowText(this.#look, { state: row.state, title: row.task.title, right: spent >= 1000 ? lasted(spent) : row.right });
    // The renderer indents every line but the first by two.
    return [`  ${mark} ${text}`, ...row.below.map((line) => line.slice(2))].join('\n');
  }
}
