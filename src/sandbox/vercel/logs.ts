/** What builds and running deployments say. */
import type { Call, Route } from './api.ts';
import { digest } from './books.ts';
import type { Deployment, Json } from './model.ts';
import { Stream } from './stream.ts';

interface Line {
  at: number;
  text: string;
  error: boolean;
}

/** Vercel's own lines and those of the commands, by time. */
function buildLines({ books }: Call, one: Deployment): Line[] {
  const own = books.tools.hosting.logs(`vercel/${one.id}`, 'build').map(({ at, text, stream }) => ({
    at: Date.parse(at),
    text,
    error: stream === 'stderr',
  }));
  return [...one.log, ...own].sort((a, b) => a.at - b.at);
}

function events(call: Call): unknown {
  const { books, account, at, query } = call;
  const one = books.deployment(at.deployment ?? '', account);
  const all = buildLines(call, one);
  const limit = Number(query.get('limit') ?? all.length);
  const backward = query.get('direction') === 'backward';
  const ordered = backward ? [...all].reverse() : all;
  const page = limit < 0 ? ordered : ordered.slice(0, limit);
  return page.map(({ at: date, text, error }, index): Json => {
    const id = digest(`${one.id} ${date} ${index} ${text}`).slice(0, 24);
    return {
      created: date,
      date,
      deploymentId: one.id,
      id,
      info: { type: 'build', name: 'bld_k77', entrypoint: '.' },
      serial: id,
      text,
      type: error ? 'stderr' : 'stdout',
      ...(error && /^error/i.test(text) ? { level: 'error' } : {}),
    };
  });
}

/** A stream that the real one keeps open for minutes; here it ends with what is there. */
function runtime({ books, account, at }: Call): Stream {
  const one = books.deployment(at.deployment ?? '', account);
  const project = books.project(at.project ?? '', account);
  const lines = books.tools.hosting.logs(`vercel/${one.id}`, 'run').map(({ at: time, text, stream }, index) => ({
    level: stream === 'stderr' ? 'error' : 'info',
    message: text,
    rowId: `${one.id}-${index}`,
    source: 'serverless',
    timestampInMs: Date.parse(time),
    domain: `${project.name}.vercel.app`,
    messageTruncated: false,
    requestMethod: '',
    requestPath: '',
    responseStatusCode: 0,
  }));
  return new Stream('application/stream+json', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** As the client of the vendor reads them: a line of JSON each, and at the end that the deployment is ready. */
function lines(call: Call): Stream {
  const found = events(call) as Json[];
  return new Stream('application/stream+json', found.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

/** One build a deployment. */
function builds({ books, account, at }: Call): Json {
  const one = books.deployment(at.deployment ?? '', account);
  const build = {
    id: `bld_${one.id.slice(4)}`,
    use: '@vercel/next',
    entrypoint: '.',
    readyState: one.state,
    createdAt: one.createdAt,
    readyStateAt: one.readyAt || one.createdAt,
    output: [],
  };
  return { builds: [build] };
}

export const logRoutes: readonly Route[] = [
  { method: 'GET', path: '/v3/now/deployments/:deployment/events', run: lines },
  { method: 'GET', path: '/v11/deployments/:deployment/builds', run: builds },
  { method: 'GET', path: '/v3/deployments/:deployment/events', run: events },
  { method: 'GET', path: '/v1/projects/:project/deployments/:deployment/runtime-logs', run: runtime },
];
