/** What machines said, and what Fly measures of them. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import type { Books } from './books.ts';
import type { App, Line, Machine } from './model.ts';
import { json } from './refusal.ts';

/** Lines of one page. */
const page = 100;

/** `GET /api/v1/apps/{app}/logs` on api.fly.io: without a mark all that is kept, then what came after it. */
export function answerLog(books: Books, { path, query }: Incoming): Outgoing {
  const app = books.app(decodeURIComponent(path.split('/')[4] ?? ''));
  const asked = new URLSearchParams(query);
  const [instance, after] = [asked.get('instance'), asked.get('next_token') ?? ''];
  const all = linesOf(books, app).filter((line) => (instance === null || line.instance === instance) && marked(line) > after);
  const shown = all.slice(0, page);
  const region = new Map(books.machinesOf(app).map((one) => [one.id, one.region]));
  return json(200, {
    data: shown.map((line) => ({
      id: marked(line),
      type: 'log',
      attributes: {
        timestamp: line.at,
        message: line.text,
        level: line.level,
        instance: line.instance,
        region: region.get(line.instance) ?? '',
        meta: { instance: line.instance, region: region.get(line.instance) ?? '' },
      },
    })),
    meta: { next_token: shown.length === 0 ? after : marked(shown.at(-1) as Line & { number: number }) },
  });
}

type Numbered = Line & { number: number };

function marked({ at, number }: Numbered): string {
  return `${Date.parse(at)}-${String(number).padStart(6, '0')}`;
}

/** Oldest first. */
function linesOf(books: Books, app: App): Numbered[] {
  const spoken = books.machinesOf(app).flatMap((machine) => spokenBy(books, machine));
  return [...app.lines, ...spoken].sort((a, b) => a.at.localeCompare(b.at)).map((line, number) => ({ ...line, number }));
}

/** Of all its boots; an order speaks while it is prepared. */
function spokenBy({ tools }: Books, machine: Machine): Line[] {
  const units = Array.from({ length: machine.unit }, (_, index) => unitId(machine, index + 1));
  const lines = units.flatMap((unit) => [
    ...tools.hosting.logs(`fly/${unit}`, 'run'),
    ...orders(tools.hosting.logs(`fly/${unit}`, 'build')),
  ]);
  return lines.map(({ at, text, stream }) => ({ at, instance: machine.id, text, level: stream === 'stderr' ? 'error' : 'info' }));
}

/** What was built was built by GitHub: only what comes after the order itself. */
function orders<T extends { text: string }>(lines: readonly T[]): readonly T[] {
  const at = lines.findLastIndex(({ text }) => text.startsWith('> '));
  return at < 0 || /^> npm run build/.test(lines[at]?.text ?? '') ? [] : lines.slice(at + 1);
}

export function unitId({ id }: Pick<Machine, 'id'>, unit: number): string {
  return `${id}-${unit}`;
}

/** `/prometheus/{organisation}/api/v1/query`: the two questions that k77 asks; everything else measures nothing. */
export function answerNumbers(books: Books, { query }: Incoming): Outgoing {
  const asked = new URLSearchParams(query).get('query') ?? '';
  const app = /app="([\w-]+)"/.exec(asked)?.[1] ?? '';
  const used = books.state.machines.flatMap((one) =>
    one.app === app ? (books.tools.hosting.metrics(`fly/${unitId(one, one.unit)}`) ?? []) : [],
  );
  const sum = (of: (one: (typeof used)[number]) => number): number => used.reduce((total, one) => total + of(one), 0);
  const value = asked.includes('fly_instance_cpu') ? sum(({ cpuPercent }) => cpuPercent) : sum(({ memoryMb }) => memoryMb * 1024 * 1024);
  const result = used.length === 0 ? [] : [{ metric: {}, value: [books.ms() / 1000, String(value)] }];
  return json(200, { status: 'success', data: { resultType: 'vector', result } });
}
