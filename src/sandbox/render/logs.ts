/** Lines of builds and of services. https://api-docs.render.com/reference/list-logs */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { cursorOf, passes } from './fields.ts';
import type { Deploy, Json } from './model.ts';
import { bad } from './refusal.ts';
import { instanceOf } from './running.ts';

interface Line {
  id: string;
  at: string;
  text: string;
  level: string;
  type: 'build' | 'app';
  resource: string;
}

export const logRoutes: readonly Route[] = [{ method: 'GET', path: '/logs', run: answer }];

function answer({ books, query }: Call): Json {
  const owner = query.get('ownerId');
  const resources = query.getAll('resource');
  if (!owner) throw bad('ownerId is required');
  if (resources.length === 0) throw bad('resource is required');
  for (const id of resources) if (books.service(id).owner !== owner) throw bad(`resource ${id} does not belong to workspace ${owner}`);
  const [from, to] = [timeOf(query.get('startTime'), books.ms() - 3_600_000), timeOf(query.get('endTime'), books.ms())];
  const limit = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw bad('limit must be between 1 and 100');
  const backward = query.get('direction') !== 'forward';
  const all = resources
    .flatMap((id) => linesOf(books, id))
    .filter(({ at, type, level }) => {
      const ms = Date.parse(at);
      return ms >= from && ms <= to && passes(query, 'type', type) && passes(query, 'level', level);
    })
    .sort((a, b) => a.at.localeCompare(b.at));
  const ordered = backward ? all.reverse() : all;
  const page = ordered.slice(0, limit);
  const last = page.at(-1)?.at;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    hasMore: ordered.length > limit,
    nextStartTime: backward || last === undefined ? iso(from) : last,
    nextEndTime: backward && last !== undefined ? last : iso(to),
    logs: page.map(viewOf),
  };
}

/** ISO 8601, or seconds since 1970. */
function timeOf(text: string | null, usual: number): number {
  if (text === null) return usual;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms)) throw bad(`invalid time: ${text}`);
  return ms;
}

/** Render's own and those of the commands, oldest first. */
function linesOf(books: Books, service: string): Line[] {
  return [...books.deploysOf({ id: service })].reverse().flatMap((one) => {
    const own = one.lines.map(({ at, of, text, level }) => ({ at, text, level, type: of }));
    return [...own, ...spoken(books, one, 'build'), ...spoken(books, one, 'app')].map((line, index) => ({
      ...line,
      resource: service,
      id: cursorOf(`${one.id} ${line.type} ${index} ${line.at}`),
    }));
  });
}

function spoken({ tools }: Books, { id }: Deploy, type: 'build' | 'app'): Omit<Line, 'id' | 'resource'>[] {
  const lines = tools.hosting.logs(`render/${id}`, type === 'build' ? 'build' : 'run');
  return lines.map(({ at, text, stream }) => ({ at, text, level: stream === 'stderr' ? 'error' : 'info', type }));
}

function viewOf({ id, at, text, level, type, resource }: Line): Json {
  const labels = { resource, instance: instanceOf({ id: resource }, 0), level, type };
  return { id, message: text, timestamp: at, labels: Object.entries(labels).map(([name, value]) => ({ name, value })) };
}
