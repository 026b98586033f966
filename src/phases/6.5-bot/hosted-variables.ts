/**
 * The variables of a service at its host: what makes the tasks `bot.variables`, `worker.variables`, `api.variables` and `dashboard.variables`. One batch, no
 * deployment. Those of somebody else are left alone and named. What a host never shows again is known by its keyed fingerprint, together with the time at which the
 * host says that it was changed last.
 */
import type { HostVariable } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import { Secret } from '../../core/secret.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { at, keysAt } from './hosted-service.ts';
import { keysOf, titles } from './services.ts';
import { optionalOf, requiredOf, setText, type VariableSet, variablesFor } from './variable-set.ts';

/** What k77 set, by name: a fingerprint, and when the host says that it was set where it does not show the value. */
export type Memory = Readonly<Record<string, { of: string; at?: string | undefined }>>;

export interface Variables {
  set: Readonly<Record<string, Secret | undefined>>;
  /** Names that k77 set once and that nothing reads any more. */
  stale: readonly string[];
}

export interface SeenVariables extends Variables {
  memory: Memory;
  /** Of the set, and of the deployment after which it was written: see `markOf`. */
  mark?: string;
  foreign: readonly string[];
}

export type Prints = Pick<Context, 'fingerprint'>;

export function printOf(context: Prints, name: string, text: string): string {
  return context.fingerprint(new Secret(name, `${name}=${text}`)).slice(0, 20);
}

export function memoryIn(text: string | undefined): Memory {
  try {
    return text === undefined ? {} : (JSON.parse(text) as Memory);
  } catch {
    return {};
  }
}

/** What is there, seen from what is wanted. */
export function seenAmong(context: Prints, there: readonly HostVariable[], wanted: VariableSet, memory: Memory): SeenVariables {
  const set: Record<string, Secret> = {};
  for (const one of there) {
    const want = wanted[one.name];
    if (want) set[one.name] = one.value ? new Secret(one.name, one.value.reveal()) : unshown(context, one, want, memory);
  }
  const others = there.filter(({ name }) => wanted[name] === undefined).map(({ name }) => name);
  return {
    set,
    stale: others.filter((name) => memory[name] !== undefined).sort(),
    foreign: others.filter((name) => memory[name] === undefined).sort(),
    memory,
  };
}

/** A value that the host does not show is the wanted one when k77 set that and nobody changed it since. Else nobody can know it. */
function unshown(context: Prints, { name, updatedAt }: HostVariable, want: Secret, memory: Memory): Secret {
  const known = memory[name];
  if (known?.at !== updatedAt || known === undefined) return new Secret('changed outside of k77; the host does not show it', '');
  return known.of === printOf(context, name, want.reveal()) ? want : new Secret('an earlier value of k77', '');
}

/** What is remembered once everything is as wanted. */
export function memoryOf(context: Prints, there: readonly HostVariable[], wanted: VariableSet): Memory {
  const entries = Object.entries(wanted).map(([name, value]) => {
    const one = there.find((other) => other.name === name);
    const hidden = one !== undefined && one.value === undefined;
    return [name, { of: printOf(context, name, value.reveal()), ...(hidden ? { at: one.updatedAt } : {}) }] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What has to be written: what differs, by what the host shows or k77 remembers. */
export function missingFrom(context: Prints, want: Variables, have: Variables | undefined): Readonly<Record<string, Secret>> {
  const differs = ([name, value]: [string, Secret | undefined]): boolean => {
    const there = have?.set[name];
    return value !== undefined && (there === undefined || context.fingerprint(there) !== context.fingerprint(value));
  };
  return Object.fromEntries(Object.entries(want.set).filter(differs)) as Record<string, Secret>;
}

/**
 * `<fingerprint>@<deployment>`: this set, written when that deployment was the newest; deployments after it have it. `none`: there was none. `any`: it was there
 * before k77 looked.
 */
export function markOf(print: string, after: string): string {
  return `${print}@${after}`;
}

type Kept = { [key: string]: (have: SeenVariables) => string | undefined };

export function variablesTask(service: Service, about: Pick<AnyTask, 'guide'> & Partial<Pick<AnyTask, 'settings'>>): AnyTask {
  const keys = keysOf[service];
  const kept = (context: Context, key: Key): string | undefined => context.kept(key) as string | undefined;
  const printFor = (context: Context): string => printOf(context, 'all', setText(variablesFor(service, context.values)));
  const newest = async (context: Context): Promise<string> => {
    const { host, place, id } = at(service, context.values);
    return (await host.api.deployments(context, place, id)).find(({ preview }) => !preview)?.id ?? 'none';
  };
  const there = async (context: Context): Promise<HostVariable[]> => {
    const { host, place, id } = at(service, context.values);
    return (await host.api.variables(context, place, id)).filter(({ target }) => target === 'production');
  };
  /** The mark that is kept holds as long as the set is the same. Another set is one that no deployment has yet. */
  const markNow = async (context: Context): Promise<string> => {
    const [print, before] = [printFor(context), kept(context, keys.variables)];
    if (before === undefined) return markOf(print, 'any');
    return before.startsWith(`${print}@`) ? before : markOf(print, await newest(context));
  };
  const remembered = (context: Context): Memory => memoryIn(kept(context, keys.seen));

  return {
    ...about,
    id: `${service}.variables`,
    title: `Give the ${titles[service]} its variables`,
    uses: hostVendors(service),
    needs: [...new Set([...keysAt(service), ...requiredOf(service)])],
    tolerates: optionalOf(service),
    want: (values: Values): Variables => ({ set: variablesFor(service, values), stale: [] }),

    async read(context: Context): Promise<SeenVariables | undefined> {
      const wanted = variablesFor(service, context.values);
      const all = await there(context);
      const seen = seenAmong(context, all, wanted, remembered(context));
      if (Object.keys(seen.set).length + seen.stale.length === 0) return undefined;
      const inSync = seen.stale.length === 0 && Object.keys(missingFrom(context, { set: wanted, stale: [] }, seen)).length === 0;
      return { ...seen, ...(inSync ? { memory: memoryOf(context, all, wanted) } : {}), mark: await markNow(context) };
    },

    async apply(context: Context, want: Variables, have: SeenVariables | undefined): Promise<SeenVariables> {
      const { host, place, id } = at(service, context.values);
      const [set, remove] = [missingFrom(context, want, have), have?.stale ?? []];
      if (Object.keys(set).length + remove.length > 0)
        await host.api.setVariables(context, place, id, { set, remove, target: 'production' });
      const after = await there(context);
      const { foreign } = seenAmong(context, after, variablesFor(service, context.values), {});
      if (foreign.length > 0) context.note(`not k77’s, left alone: ${foreign.join(', ')}`);
      const mark = markOf(printFor(context), await newest(context));
      return { set: want.set, stale: [], foreign, mark, memory: memoryOf(context, after, variablesFor(service, context.values)) };
    },

    async undo(context: Context) {
      const { host, place, id } = at(service, context.values);
      const ours = new Set([...Object.keys(remembered(context)), ...Object.keys(variablesFor(service, context.values))]);
      const remove = (await there(context)).map(({ name }) => name).filter((name) => ours.has(name));
      if (remove.length > 0) await host.api.setVariables(context, place, id, { set: {}, remove, target: 'production' });
    },
    gives: {
      [keys.variables]: (have: SeenVariables) => have.mark,
      [keys.seen]: (have: SeenVariables) => JSON.stringify(have.memory),
    } satisfies Kept,
  } as unknown as AnyTask;
}
