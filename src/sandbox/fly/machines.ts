/** Machines over the API. https://fly.io/docs/machines/api/machines-resource/ */
import type { Call, Route } from './api.ts';
import { appIn } from './apps.ts';
import type { Books } from './books.ts';
import { boot, configure, ended, restart, start, stop } from './booting.ts';
import { listIn, maybeObject, maybeText, onlyFields, text } from './fields.ts';
import { imageAt, refView } from './images.ts';
import type { App, Json, Machine } from './model.ts';
import { absent, bad, Refusal } from './refusal.ts';

const machines = '/apps/:app/machines';
const one = `${machines}/:machine`;

export const regions = ['iad', 'ewr', 'ord', 'dfw', 'lax', 'sjc', 'fra', 'ams', 'lhr', 'cdg', 'sin', 'nrt', 'syd', 'gru', 'jnb'];
const ordered = ['lease_ttl', 'lsvd', 'skip_launch', 'skip_service_registration', 'skip_secrets', 'min_secrets_version'];

export const machineRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: machines,
    run: ({ books, ...call }) => books.machinesOf(appIn({ books, ...call })).map((machine) => machineView(books, machine)),
  },
  { method: 'POST', path: machines, run: create },
  { method: 'GET', path: one, run: (call) => machineView(call.books, machineIn(call)) },
  { method: 'POST', path: one, run: update },
  { method: 'DELETE', path: one, run: destroy },
  {
    method: 'GET',
    path: `${one}/versions`,
    run: (call) => machineIn(call).versions.map(({ version, config }) => ({ version, user_config: config })),
  },
  { method: 'GET', path: `${one}/events`, run: (call) => machineIn(call).events },
  { method: 'POST', path: `${one}/start`, run: (call) => done(start(call.books, launchable(call))) },
  { method: 'POST', path: `${one}/stop`, run: (call) => done(stop(call.books, machineIn(call))) },
  { method: 'POST', path: `${one}/restart`, run: (call) => done(restart(call.books, launchable(call))) },
];

/** Without a word. */
const done = (_: unknown): undefined => undefined;

export function machineIn(call: Call): Machine {
  return call.books.machine(appIn(call).name, call.at.machine ?? '');
}

function launchable(call: Call): Machine {
  payable(call.books);
  return machineIn(call);
}

function payable({ state: { organization } }: Books): void {
  if (organization.suspended) throw new Refusal(403, 'organization is suspended: past due');
  if (!organization.card) throw new Refusal(422, 'please add a payment method to launch machines');
}

function create(call: Call): Json {
  const { books, body } = call;
  onlyFields(body, ['name', 'region', 'config', ...ordered]);
  const app = appIn(call);
  payable(books);
  const config = configIn(books, body);
  const region = maybeText(body, 'region') ?? 'iad';
  if (!regions.includes(region)) throw bad(`region ${region} not found`);
  if (books.state.full.includes(region)) throw new Refusal(422, 'insufficient resources to create new machine', 'insufficient_capacity');
  const name = maybeText(body, 'name') ?? `quiet-river-${books.letters(4)}`;
  const there = books.machinesOf(app);
  if (there.some((other) => other.name === name))
    throw new Refusal(409, `unique machine name violation, machine ID ${there[0]?.id} already exists with name "${name}"`);
  const id = books.letters(14);
  mount(books, app, { id, region }, config);
  const now = new Date(books.moment()).toISOString();
  const made: Machine = {
    ...{ id, app: app.name, name, region, state: 'created', config, instance: '', versions: [], $secrets: {} },
    ...{ unit: 0, attempt: 0, ending: undefined, isUp: false, events: [], checks: [], upstreams: [], createdAt: now, updatedAt: now },
  };
  books.state.machines.push(made);
  configure(books, made, config);
  if (body.skip_launch !== true) boot(books, made);
  return machineView(books, made);
}

function update(call: Call): Json {
  const { books, body } = call;
  onlyFields(body, ['name', 'region', 'config', 'current_version', ...ordered]);
  const machine = machineIn(call);
  const version = maybeText(body, 'current_version');
  if (version !== undefined && version !== machine.instance)
    throw new Refusal(409, 'current_version does not match the version of the machine');
  const region = maybeText(body, 'region');
  if (region !== undefined && region !== machine.region) throw bad('the region of a machine cannot be changed');
  const config = configIn(books, body);
  const [before, after] = [mountsOf(machine.config), mountsOf(config)];
  if (before.join() !== after.join()) throw bad('volumes of a machine that is there cannot be changed: create another machine');
  if (body.skip_launch !== true) payable(books);
  configure(books, machine, config);
  if (body.skip_launch !== true) boot(books, machine);
  else if (machine.state !== 'created') stop(books, machine);
  return machineView(books, machine);
}

/** Without an image nothing can be fetched, and an image that nobody brought is none. */
function configIn(books: Books, body: Json): Json {
  const config = maybeObject(body, 'config');
  if (!config) throw bad('config is required');
  imageAt(books, text(config, 'image'));
  const guest = maybeObject(config, 'guest');
  const [cpus, memory] = [Number(guest?.cpus ?? 1), Number(guest?.memory_mb ?? 256)];
  if (memory % 256 !== 0 || (guest?.cpu_kind === 'shared' && memory > cpus * 2048))
    throw bad(`invalid config.guest.memory_mb, must be a multiple of 256 and at most ${cpus * 2048}`);
  for (const service of listIn(config, 'services'))
    if (typeof service.internal_port !== 'number') throw bad('services.internal_port is required');
  return config;
}

function mountsOf(config: Json): string[] {
  return listIn(config, 'mounts').map((mounted) => String(mounted.volume));
}

function mount(books: Books, { name: app }: App, machine: Pick<Machine, 'id' | 'region'>, config: Json): void {
  for (const id of mountsOf(config)) {
    const volume = books.state.volumes.find((found) => found.app === app && found.id === id);
    if (!volume) throw absent('volume');
    if (volume.region !== machine.region) throw bad(`volume ${id} is in region ${volume.region}`);
    if (volume.attached !== undefined) throw new Refusal(412, `volume ${id} is already attached to machine ${volume.attached}`);
    volume.attached = machine.id;
  }
}

function destroy(call: Call): undefined {
  const { books, query } = call;
  const machine = machineIn(call);
  if (query.get('force') !== 'true' && !['stopped', 'created', 'suspended'].includes(machine.state))
    throw new Refusal(412, 'failed_precondition: unable to destroy machine, not currently stopped or suspended');
  remove(books, machine);
  return undefined;
}

/** Its disk stays. */
export function remove(books: Books, machine: Machine): void {
  if (machine.isUp) ended(books, machine, 0, true);
  const { state } = books;
  state.machines = state.machines.filter((other) => other !== machine);
  for (const volume of state.volumes) if (volume.attached === machine.id) volume.attached = undefined;
  books.changed();
}

export function machineView(books: Books, machine: Machine): Json {
  const { id, name, state, region, instance, config, events, checks, createdAt, updatedAt } = machine;
  return {
    id,
    name,
    state,
    region,
    instance_id: instance,
    private_ip: `fdaa:0:${id.slice(0, 4)}:a7b::2`,
    config,
    image_ref: refView(books, machine),
    created_at: createdAt,
    updated_at: updatedAt,
    events,
    checks: checks.map(({ name: check, status, output, updatedAt: at }) => ({ name: check, status, output, updated_at: at })),
    host_status: 'ok',
  };
}
