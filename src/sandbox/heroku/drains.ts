/** Log drains of an app: kept, and sent to by nobody. https://devcenter.heroku.com/articles/log-drains */
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import { onlyFields, text } from './fields.ts';
import type { App, Drain, Json } from './model.ts';
import { absent, bad } from './refusal.ts';

const base = '/apps/:app/log-drains';

export const drainRoutes: readonly Route[] = [
  { method: 'GET', path: base, by: ['id', 'url'], run: (call) => drainsOf(call).map((one) => view(appIn(call), one)) },
  { method: 'POST', path: base, status: 201, run: create },
  { method: 'GET', path: `${base}/:drain`, run: (call) => view(appIn(call), drainIn(call)) },
  { method: 'DELETE', path: `${base}/:drain`, run: remove },
];

function drainsOf(call: Call): Drain[] {
  const { id } = appIn(call);
  return (call.books.state.drains ?? []).filter(({ app }) => app === id);
}

function drainIn(call: Call): Drain {
  const wanted = call.at.drain ?? '';
  const found = drainsOf(call).find(({ id, $url, token }) => [id, $url, token].includes(wanted));
  if (!found) throw absent('log drain');
  return found;
}

function create(call: Call): Json {
  const { books, body } = call;
  onlyFields(body, ['url']);
  const app = appIn(call);
  const url = text(body, 'url');
  if (!/^(https?|syslog(\+tls)?):\/\/[^\s/]+/.test(url)) throw bad('Url is invalid.');
  if (drainsOf(call).some(({ $url }) => $url === url)) throw bad('Url has already been taken.');
  const made: Drain = { id: books.id(), app: app.id, $url: url, token: `d.${books.id()}`, createdAt: books.now() };
  books.state.drains = [...(books.state.drains ?? []), made];
  return view(app, made);
}

function remove(call: Call): Json {
  const one = drainIn(call);
  const { state } = call.books;
  state.drains = (state.drains ?? []).filter((other) => other !== one);
  return view(appIn(call), one);
}

function view({ id: app, name }: App, { id, $url, token, createdAt }: Drain): Json {
  return { id, url: $url, token, addon: null, app: { id: app, name }, created_at: createdAt, updated_at: createdAt };
}
