/** Log sessions and the streams to which answers point, each text. https://devcenter.heroku.com/articles/log-runtime-metrics */
import type { Outgoing } from '../../ports/listen.ts';
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import type { Books } from './books.ts';
import { maybeText } from './fields.ts';
import type { App, HerokuState, Json, Line } from './model.ts';
import { absent, text } from './refusal.ts';

export const logRoutes: readonly Route[] = [{ method: 'POST', path: '/apps/:app/log-sessions', status: 201, run: create }];

/** Sessions are good for five minutes; the last few are kept. */
const kept = 20;

function create(call: Call): Json {
  const { books, body } = call;
  const made = {
    id: books.id(),
    app: appIn(call).id,
    lines: typeof body.lines === 'number' ? Math.min(1500, body.lines) : 100,
    source: maybeText(body, 'source'),
    dyno: maybeText(body, 'dyno_name'),
    type: maybeText(body, 'type'),
  };
  books.state.sessions = [...books.state.sessions.slice(1 - kept), made];
  const now = books.now();
  return { id: made.id, logplex_url: `https://logs-api.heroku.com/stream/${made.id}`, created_at: now, updated_at: now };
}

/** `/stream/{session}` of logs, `/streams/{id}` of a build or a release. */
export function answerText(books: Books, path: string): Outgoing {
  const [, what, id = ''] = path.split('/');
  if (what === 'stream') return text(linesOf(books, sessionIn(books, id)));
  const build = books.state.builds.find((one) => one.id === id);
  const release = books.state.releases.find((one) => one.id === id);
  if (!build && !release) throw absent('stream');
  const spoken = books.tools.hosting.logs(`heroku/${id}`, 'build').map((line) => line.text);
  return text([...(build?.lines ?? release?.lines ?? []), ...spoken].map((line) => `${line}\n`).join(''));
}

function sessionIn({ state }: Books, id: string): HerokuState['sessions'][number] {
  const found = state.sessions.find((one) => one.id === id);
  if (!found) throw absent('log session');
  return found;
}

/** Oldest first, the last so many of what was asked for. */
function linesOf(books: Books, { app: id, lines, source, dyno, type }: HerokuState['sessions'][number]): string {
  const app = books.app(id);
  const all = [...app.lines, ...spokenBy(books, app)].filter(
    (line) =>
      (source === undefined || line.source === source) &&
      (dyno === undefined || line.dyno === dyno) &&
      (type === undefined || line.dyno.startsWith(`${type}.`)),
  );
  const last = all.sort((a, b) => a.at.localeCompare(b.at)).slice(-lines);
  return last.map((line) => `${line.at.replace('Z', '000+00:00')} ${line.source}[${line.dyno}]: ${line.text}\n`).join('');
}

function spokenBy({ state, tools }: Books, app: App): Line[] {
  return state.units
    .filter((unit) => unit.app === app.id)
    .flatMap((unit) =>
      tools.hosting
        .logs(`heroku/${unit.id}`, 'run')
        .map((line) => ({ at: line.at, source: 'app' as const, dyno: `${unit.type}.1`, text: line.text })),
    );
}
