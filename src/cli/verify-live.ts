/**
 * The live list of a verification: one row per section of the checklist, whose count goes up as findings arrive. It takes itself away when the result is there to be read.
 */
import { DefaultRenderer, Listr } from 'listr2';
import type { AnyCheck, Finding, Section } from '../core/check.ts';
import type { Look } from './io.ts';
import { markOf, rowText } from './render.ts';

/** Rows bring their own marks. */
class Rows extends DefaultRenderer {
  protected override style(): string {
    return '';
  }
}

interface Row {
  section: Section;
  waiting: Map<string, AnyCheck>;
  of: number;
  failed: number;
  /** Nobody could see them. */
  open: number;
  show(text: string): void;
  end(): void;
}

const frameMs = 100;

export class LiveSections {
  readonly #look: Look;
  readonly #rows: ReadonlyMap<Section, Row>;
  readonly #drawn: Promise<unknown>;
  readonly #timer: NodeJS.Timeout;
  #frame = 0;

  constructor(look: Look, checks: readonly AnyCheck[]) {
    this.#look = look;
    this.#rows = new Map([...Map.groupBy(checks, ({ section }) => section)].map(([section, its]) => [section, rowOf(section, its)]));
    const list = new Listr<unknown, typeof Rows>([], {
      concurrent: true,
      registerSignalListeners: false,
      renderer: Rows,
      rendererOptions: { formatOutput: 'wrap', clearOutput: true },
    });
    for (const row of this.#rows.values()) list.add(this.#taskFor(row));
    this.#drawn = list.run();
    this.#timer = setInterval(() => this.#tick(), frameMs);
  }

  found({ id, section, verdict }: Finding): void {
    const row = this.#rows.get(section);
    if (!row?.waiting.delete(id)) return;
    if (verdict.state === 'fail') row.failed++;
    if (verdict.state === 'unknown') row.open++;
    row.show(liveText(this.#look, row, this.#frame));
  }

  /** Leaves the terminal as it was. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const row of this.#rows.values()) row.end();
    await this.#drawn;
  }

  #taskFor(row: Row) {
    const { promise, resolve } = Promise.withResolvers<void>();
    row.end = resolve;
    return {
      title: liveText(this.#look, row, 0),
      task: (_: unknown, drawn: { title?: string | undefined }) => {
        row.show = (text) => {
          drawn.title = text;
        };
        row.show(liveText(this.#look, row, this.#frame));
        return promise;
      },
    };
  }

  #tick(): void {
    this.#frame++;
    for (const row of this.#rows.values()) if (row.waiting.size > 0) row.show(liveText(this.#look, row, this.#frame));
  }
}

function rowOf(section: Section, checks: readonly AnyCheck[]): Row {
  return {
    section,
    waiting: new Map(checks.map((check) => [check.id, check])),
    of: checks.length,
    failed: 0,
    open: 0,
    show: () => {},
    end: () => {},
  };
}

const lanes = { browser: 'in a browser', quiet: 'measuring in quiet', load: 'under load' } as const;

/** `  ⠋ Payments      12 of 23 · 1 failed`; what only waits for its turn says for which. */
export function liveText(look: Look, row: Pick<Row, 'section' | 'waiting' | 'of' | 'failed' | 'open'>, frame: number): string {
  const { paint, marks } = look;
  const running = row.waiting.size > 0;
  const late = [...row.waiting.values()].map(({ lane }) => lane);
  const [lane] = late.every((one) => one !== undefined) ? late : [];
  const right = [
    `${row.of - row.waiting.size} of ${row.of}`,
    ...(row.failed > 0 ? [`${row.failed} failed`] : []),
    ...(lane ? [lanes[lane]] : []),
  ].join(` ${marks.dot} `);
  const spinner = paint.accent(marks.spinner[frame % marks.spinner.length] ?? '');
  const ended = markOf(look, row.failed > 0 ? 'failed' : row.open > 0 ? 'open' : 'done');
  return `  ${running ? spinner : ended} ${rowText(look, { state: running ? 'running' : 'done', title: row.section, right })}`;
}
