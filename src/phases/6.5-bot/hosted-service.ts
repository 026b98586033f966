/**
 * A service at its host: made empty, with every setting, before it has variables or code. What makes the tasks `bot.service`, `worker.service`, `api.service` and
 * `dashboard.service`, whatever the hosts are.
 */
import type { Connected, Host, Place, ServiceSettings } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { exactly, nameKeys, serviceNamed } from './names.ts';
import { keysOf, known, placeIn, type Shape, settingsOf, titles } from './services.ts';

export interface HostedWant {
  host: string;
  name: string;
  settings: Partial<ServiceSettings>;
  id?: string | undefined;
}

/** Where a service is, for every task about it. */
export interface At {
  host: Host;
  place: Place;
  /** Of the service; empty while there is none. */
  id: string;
  /** What it is called there, or will be. */
  name: string;
}

/** @throws Error when the values that the task needs are not known. The name counts for those who see its key (`nameKeys`), too. */
export function at(service: Service, values: Partial<Values>): At {
  const keys = keysOf[service];
  const host = hostNamed(values[keys.host] ?? '');
  const place = placeIn(String(values[keys.place] ?? '{}'), keys.place, host);
  const { name } = serviceNamed(service, host.id, values);
  return { host, place: { ...place, ...exactly(service, host, values) }, id: String(values[keys.service] ?? ''), name };
}

/** Values that `at` reads. */
export function keysAt(service: Service): Key[] {
  const { host, place, service: id } = keysOf[service];
  return [host, place, id];
}

export function serviceTask(service: Service, about: Pick<AnyTask, 'guide'> & Partial<Pick<AnyTask, 'settings'>>): AnyTask {
  const keys = keysOf[service];
  const needs: Key[] = [
    'hostNear',
    ...(service === 'bot' ? (['botMemory'] as const) : []),
    'repository',
    'branch',
    'CODE_ROOT',
    'CODE_SHAPE',
    keys.host,
    keys.place,
    keys.access,
  ];
  return {
    ...about,
    id: `${service}.service`,
    title: `Make the service of the ${titles[service]}, empty`,
    uses: hostVendors(service),
    needs,
    tolerates: [nameKeys[service]],
    want: (values: Values): HostedWant | NotWanted =>
      service === 'worker' && values.CODE_SHAPE === 'python'
        ? notWanted('your own bot in Python has no worker of k77’s; `k77 scaffold` in an empty folder shows the one of the template')
        : {
            host: values[keys.host],
            name: serviceNamed(service, hostNamed(values[keys.host]).id, values).name,
            settings: wantedOf(service, values),
          },
    async read(context: Context, want: HostedWant): Promise<HostedWant | undefined> {
      const { host, place } = at(service, context.values);
      const found = await host.api.service(context, place, want.name);
      return found && { host: host.id, name: found.name, settings: found.settings, id: found.id };
    },
    async apply(context: Context, want: HostedWant, have: HostedWant | undefined): Promise<HostedWant> {
      const { host, place } = at(service, context.values);
      const id = have?.id ?? (await made(context, service, want.name));
      if (have) {
        await host.api.configure(context, place, id, differing(want.settings, have.settings));
        context.note('the host takes it with the next deployment');
      }
      const { notes = [] } = (await host.api.service(context, place, want.name)) ?? {};
      for (const note of notes) context.note(note);
      return { ...want, id };
    },
    undo: { never: `k77 deletes no service: the ${titles[service]} would stop at once. Delete it in the dashboard of its host` },
    gives: { [keys.service]: (have: HostedWant) => have.id },
    monthlyCents: (values: Partial<Values>) => {
      const answer = values[keys.host];
      return answer ? hostNamed(answer).facts.serviceCents : 0;
    },
  } as AnyTask;
}

/** With every setting, those too that are nobody's business later. */
function made(context: Context, service: Service, name: string): Promise<string> {
  const { host, place } = at(service, context.values);
  const whole = settingsOf(service, host, chosenBy(service, context.values));
  return host.api.makeService(context, place, name, whole, connectionOf(context.values));
}

/** A push never deploys before everything is set: a connection made here is a quiet one. */
function connectionOf(values: Values): Connected {
  return { repository: values.repository, branch: values.branch, autoDeploy: false };
}

function chosenBy(service: Service, values: Values) {
  return {
    near: values.hostNear,
    memoryMb: service === 'bot' ? Number(values.botMemory) : 512,
    shape: values.CODE_SHAPE as Shape,
    folder: values.CODE_ROOT === '.' ? '' : values.CODE_ROOT,
  };
}

/** How many instances of worker and API run is decided day by day; of the bot there is one, because two would answer twice. The disk has a task of its own. */
function wantedOf(service: Service, values: Values): Partial<ServiceSettings> {
  const host = hostNamed(values[keysOf[service].host]);
  const { volume: _volume, replicas, ...rest } = settingsOf(service, host, chosenBy(service, values));
  return known(host, service === 'bot' ? { ...rest, replicas } : rest);
}

function differing(want: Partial<ServiceSettings>, have: Partial<ServiceSettings>): Partial<ServiceSettings> {
  const entries = Object.entries(want).filter(([name, value]) => have[name as keyof ServiceSettings] !== value);
  return Object.fromEntries(entries);
}
