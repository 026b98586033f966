/** Formation and dynos: how many of which kind, and how they are. https://devcenter.heroku.com/articles/scaling */
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import type { Books } from './books.ts';
import { inner, maybeText } from './fields.ts';
import type { App, Formation, Json, Unit } from './model.ts';
import { absent, bad, delinquent, unverified } from './refusal.ts';
import { say } from './releasing.ts';
import { sizeNamed, sizes } from './sizes.ts';

const formation = '/apps/:app/formation';

export const dynoRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: formation,
    by: ['id', 'type'],
    run: (call) => appIn(call).formation.map((one) => formationView(appIn(call), one)),
  },
  { method: 'GET', path: `${formation}/:type`, run: (call) => formationView(appIn(call), formationIn(call)) },
  { method: 'PATCH', path: `${formation}/:type`, run: change },
  { method: 'GET', path: '/apps/:app/dynos', by: ['id', 'name'], run: (call) => dynosOf(call.books, appIn(call)) },
  { method: 'DELETE', path: '/apps/:app/dynos', status: 202, run: (call) => restart(call.books, appIn(call)) },
];

function formationIn(call: Call): Formation {
  const found = appIn(call).formation.find(({ id, type }) => id === call.at.type || type === call.at.type);
  if (!found) throw absent('process type');
  return found;
}

function change(call: Call): Json {
  const { books, body } = call;
  const app = appIn(call);
  const one = formationIn(call);
  const wanted = body.dyno_size === undefined ? undefined : sizeNamed(maybeText(inner(body, 'dyno_size'), 'name') ?? '');
  if (body.dyno_size !== undefined && wanted === undefined) throw bad('No such size.');
  const size = wanted ?? one.size;
  const quantity = body.quantity === undefined ? one.quantity : Number(body.quantity);
  if (!Number.isInteger(quantity) || quantity < 0) throw bad('Quantity must be a whole number.');
  const { most = 1 } = sizes[size] ?? {};
  if (quantity > most) throw bad(`Cannot scale to ${quantity}: the dyno size ${size} runs at most ${most} of a process type.`);
  const { verified, delinquent: owes, eco } = books.state.account;
  if (quantity > 0 && !verified) throw unverified('use this dyno type');
  if (owes) throw delinquent();
  if (size === 'Eco' && !eco) throw bad('Eco dynos need a subscription to the Eco plan.');
  scale(books, app, one, { size, quantity });
  return formationView(app, one);
}

export function scale(books: Books, app: App, one: Formation, { size, quantity }: Pick<Formation, 'size' | 'quantity'>): void {
  const unit = books.unitOf(app);
  const [was, other] = [one.quantity, one.size !== size];
  Object.assign(one, { size, quantity, updatedAt: books.now() });
  say(books, app, 'app', 'api', `Scaled to ${one.type}@${quantity}:${size} by user ${books.state.account.email}`);
  if (unit?.type !== one.type) return;
  if (quantity === 0) stop(books, app, unit);
  else if (was === 0) Object.assign(unit, { state: 'starting', attempt: unit.attempt + 1 });
  else if (other) restart(books, app);
  books.changed();
}

function stop(books: Books, app: App, unit: Unit): void {
  for (const one of books.state.units)
    if (one.app === app.id && ['up', 'starting', 'crashed'].includes(one.state)) Object.assign(one, { state: 'down', upstreams: [] });
  say(books, app, 'heroku', `${unit.type}.1`, 'State changed from up to down');
}

export function restart(books: Books, app: App): Json {
  const unit = books.unitOf(app);
  if (unit && ['up', 'starting', 'crashed'].includes(unit.state)) {
    unit.attempt += 1;
    unit.state = 'starting';
    say(books, app, 'heroku', `${unit.type}.1`, 'Restarting');
  }
  books.changed();
  return {};
}

function formationView({ id: app, name, $variables }: App, { id, type, quantity, size, createdAt, updatedAt }: Formation): Json {
  return {
    id,
    type,
    quantity,
    size,
    app: { id: app, name },
    command: $variables.K77_START === undefined ? 'npm start' : 'sh -c "exec $K77_START"',
    dyno_size: { id: sizes[size]?.id ?? id, name: size },
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function dynosOf(books: Books, app: App): Json[] {
  const [unit, release] = [books.unitOf(app), books.currentOf(app)];
  const of = books.formationOf(app, unit?.type);
  if (!unit || !release || !of) return [];
  return Array.from({ length: of.quantity }, (_, index) => ({
    id: `${unit.id.slice(0, -4)}${String(index + 1).padStart(4, '0')}`,
    name: `${of.type}.${index + 1}`,
    type: of.type,
    size: of.size,
    state: unit.state === 'pending' ? 'starting' : unit.state,
    command: 'sh -c "exec $K77_START"',
    attach_url: null,
    app: { id: app.id, name: app.name },
    release: { id: release.id, version: release.version },
    created_at: unit.createdAt,
    updated_at: unit.createdAt,
  }));
}
