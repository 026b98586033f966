/** Lines of builds and of components: the API answers with an address, elsewhere, which carries its own key. */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import { appIn, deploymentIn } from './deployments.ts';
import type { Deployment, Json } from './model.ts';
import { absent, bad, json } from './refusal.ts';
import { componentsOf, mainOf } from './spec.ts';

const kinds = ['UNSPECIFIED', 'BUILD', 'DEPLOY', 'RUN', 'RUN_RESTARTED', 'AUTOSCALE_EVENT'];

export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/apps/:app/deployments/:deployment/components/:component/logs',
    run: (call) => addresses(call, deploymentIn(call)),
  },
  { method: 'GET', path: '/apps/:app/components/:component/logs', run: (call) => addresses(call, call.books.active(appIn(call))) },
];

function addresses({ books, at, query }: Call, one: Deployment | undefined): Json {
  const kind = query.get('type') ?? '';
  if (!kinds.includes(kind)) throw bad(`type must be one of ${kinds.join(', ')}`);
  if (!one || !componentsOf(one.spec).some(({ name }) => name === at.component)) throw absent();
  const url = `${books.tools.logs()}/logs/${one.id}/${at.component}/${kind}?token=${books.state.$logKey}`;
  return { historic_urls: [url] };
}

export function answerLog(books: Books, { path, query }: Incoming): Outgoing {
  const [, , id, component = '', kind = ''] = path.split('/');
  const one = books.state.deployments.find((other) => other.id === id);
  if (!one || !isSame(new URLSearchParams(query).get('token') ?? '', books.state.$logKey)) return json(403, { message: 'forbidden' });
  const body = linesOf(books, one, component, kind)
    .map(({ at, text }) => `${component} ${at} ${text}`)
    .join('\n');
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

interface Said {
  at: string;
  text: string;
}

/** DigitalOcean's own and those of the commands, oldest first. What runs before a deployment is a component of its own. */
function linesOf({ tools }: Books, one: Deployment, component: string, kind: string): Said[] {
  const main = mainOf(one.spec)?.main.name;
  const isJob = component !== main;
  const own = one.lines.filter(({ of }) => (isJob ? kind === 'DEPLOY' && of === 'DEPLOY' : of === kind));
  const of = isJob || kind === 'BUILD' ? 'build' : kind === 'RUN' ? 'run' : undefined;
  const heard = (isJob && kind !== 'DEPLOY') || of === undefined ? [] : tools.hosting.logs(`digitalocean/${one.id}`, of);
  return [...own, ...heard.map(({ at, text }) => ({ at, text }))].sort((a, b) => a.at.localeCompare(b.at));
}
