/**
 * env: the services' env files against the table of values. Names and fingerprints, never values. Pure.
 */
import type { EnvFileSeen } from '../core/check.ts';
import { infoOf, isSecret, type Key, keys, nameOf, type Service, services, type Values } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import { missingBecause } from './context.ts';

/** kept: in the file as it is known · missing: known, but the file lacks it · different: the file has another one · waits: nobody knows it yet */
export type EnvState = 'kept' | 'missing' | 'different' | 'waits';

export interface EnvLine {
  key: Key;
  /** What the service calls it. */
  name: string;
  state: EnvState;
  secret: boolean;
  /** May be seen by browsers. */
  public: boolean;
  about: string;
  /** The phase that makes or asks it. */
  phase: PhaseNumber;
  why?: string;
}

export interface EnvListing {
  service: Service;
  path: string;
  exists: boolean;
  keys: readonly EnvLine[];
}

export function listing(files: readonly EnvFileSeen[], known: Partial<Values>): EnvListing[] {
  return services.flatMap((service) => {
    const file = files.find((one) => one.service === service);
    return file ? [{ service, path: file.path, exists: file.exists, keys: keysOf(service).map((key) => line(key, file, known)) }] : [];
  });
}

export function keysOf(service: Service): Key[] {
  return (Object.keys(keys) as Key[]).filter((key) => infoOf(key).services.includes(service));
}

function line(key: Key, file: EnvFileSeen, known: Partial<Values>): EnvLine {
  const { about, phase, public: open } = infoOf(key);
  const state: EnvState =
    known[key] === undefined
      ? 'waits'
      : file.different.includes(key)
        ? 'different'
        : !file.exists || file.missing.includes(key)
          ? 'missing'
          : 'kept';
  return {
    key,
    name: nameOf(key),
    state,
    secret: isSecret(key),
    public: open === true,
    about,
    phase,
    ...(state === 'waits' ? { why: missingBecause([key]) } : {}),
  };
}

/** same · different · only here · only there · nowhere */
export type Comparison = 'same' | 'different' | 'only here' | 'only there' | 'nowhere';

/** Two environments by name: whether both know a value, and whether it is the same one. `same` compares without showing. */
export function compare(
  here: Partial<Values>,
  there: Partial<Values>,
  same: (key: Key) => boolean,
): { key: Key; is: Comparison; expected: boolean }[] {
  const all = (Object.keys(keys) as Key[]).filter((key) => infoOf(key).services.length > 0);
  return all.map((key) => {
    const [a, b] = [here[key] !== undefined, there[key] !== undefined];
    const is: Comparison = a && b ? (same(key) ? 'same' : 'different') : a ? 'only here' : b ? 'only there' : 'nowhere';
    // A secret that two environments share lets one of them act in the other.
    return { key, is, expected: !(is === 'same' && isSecret(key)) };
  });
}

export interface EnvProblem {
  path: string;
  line?: number;
  what: string;
  fix: string;
}

/** What is wrong with an env file as text: what loaders read differently, and what browsers would receive. */
export function problemsInText(path: string, text: string): EnvProblem[] {
  return text.split('\n').flatMap((row, index) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/.exec(row) ?? [];
    if (name === undefined) return [];
    const at = { path, line: index + 1 };
    const bare = !/^\s*["'`]/.test(value);
    return [
      ...(bare && /\s#/.test(value)
        ? [
            {
              ...at,
              what: `${name} has a comment behind its value; some loaders make it part of the value`,
              fix: 'put the comment on a line of its own',
            },
          ]
        : []),
      ...(name.startsWith('NEXT_PUBLIC_') && looksSecret(value)
        ? [
            {
              ...at,
              what: `${name} holds a secret, and every visitor would receive it`,
              fix: 'rename it without NEXT_PUBLIC_, and replace the secret at its vendor',
            },
          ]
        : []),
    ];
  });
}

function looksSecret(value: string): boolean {
  return /\b(sk|rk)_(live|test)_|\bwhsec_|:\/\/[^/\s]*:[^@/\s]+@|-----BEGIN/.test(value);
}

/** What is wrong with the files as files, and with the mode of the keys. */
export function problemsInFiles(files: readonly EnvFileSeen[], known: Partial<Values>, wanted: 'live' | 'test'): EnvProblem[] {
  const again = 'k77 deploy 6.1 writes it anew and keeps your own lines';
  const there = files.filter((file) => file.exists);
  return [
    ...there.flatMap(({ path, mode, ignored, different }) => [
      ...(mode !== undefined && (mode & 0o077) !== 0
        ? [{ path, what: `others can read it (mode ${mode.toString(8).padStart(4, '0')})`, fix: `chmod 600 ${path}` }]
        : []),
      ...(ignored ? [] : [{ path, what: 'git does not ignore it', fix: again }]),
      ...different.map((key) => ({ path, what: `${key} is not the value that is kept`, fix: again })),
    ]),
    ...files.flatMap((file) => {
      const lacks = file.missing.filter((key) => known[key] !== undefined);
      return lacks.length > 0
        ? [{ path: file.path, what: `${file.exists ? 'it lacks' : 'it does not exist and should carry'} ${lacks.join(', ')}`, fix: again }]
        : [];
    }),
    ...modeProblems(known, wanted),
  ];
}

function modeProblems(known: Partial<Values>, wanted: 'live' | 'test'): EnvProblem[] {
  const other = wanted === 'live' ? 'test' : 'live';
  const given = { STRIPE_SECRET_KEY: known.STRIPE_SECRET_KEY?.reveal(), STRIPE_PUBLISHABLE_KEY: known.STRIPE_PUBLISHABLE_KEY };
  return Object.entries(given).flatMap(([name, value]) =>
    value !== undefined && new RegExp(`^[a-z]+_${other}_`).test(value)
      ? [{ path: name, what: `it is a ${other}-mode key where ${wanted} mode is wanted`, fix: 'k77 deploy 6.1 asks for the right one' }]
      : [],
  );
}
