/** Log streams of services: kept, and sent to by nobody. https://render.com/docs/log-streams */
import type { Call, Route } from './api.ts';
import { maybeText, oneOf, text } from './fields.ts';
import type { Json, Service } from './model.ts';
import { absent, bad } from './refusal.ts';

const base = '/logs/streams/resource/:service';

export const streamRoutes: readonly Route[] = [
  { method: 'GET', path: base, run: (call) => view(streaming(call)) },
  { method: 'PUT', path: base, run: set },
  {
    method: 'DELETE',
    path: base,
    status: 204,
    run: (call) => {
      const service: Service = streaming(call);
      service.stream = undefined;
    },
  },
];

function streaming({ books, at }: Call): Service & { stream: object } {
  const found = books.service(at.service ?? '');
  if (!found.stream) throw absent(`log stream of ${at.service ?? ''}`);
  return found as Service & { stream: object };
}

function set({ books, at, body }: Call): Json {
  const service = books.service(at.service ?? '');
  text(body, 'setting');
  const setting = oneOf(body, 'setting', ['send', 'drop']) ?? 'send';
  const endpoint = maybeText(body, 'endpoint');
  if (setting === 'send' && !/^[\w.-]+:\d{1,5}$/.test(endpoint ?? '')) throw bad('endpoint must be a host and a port');
  if (setting === 'drop' && endpoint !== undefined) throw bad('endpoint cannot be present when setting is drop');
  service.stream = { setting, endpoint, $token: maybeText(body, 'token') };
  return view(service);
}

/** The token is not shown again. */
function view({ id, stream }: Service): Json {
  return { resourceId: id, setting: stream?.setting, ...(stream?.endpoint === undefined ? {} : { endpoint: stream.endpoint }) };
}
