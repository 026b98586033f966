/** Faults: what goes wrong on purpose. One list, matched in order; a fault that ran out of `times` is passed over. */
import { OperatorError } from '../core/errors.ts';
import { storeIds, type VendorId, vendorIds } from '../core/vendor.ts';
import { publicResolvers } from '../ports/dns.ts';

export const faultKinds = ['429', '500', 'timeout', 'reset-after-commit', 'reset-before', 'html', 'slow'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  vendor: VendorId;
  /** `method` is one or several (`POST|DELETE`), `path` a regular expression. An absent part matches everything. */
  match: { method?: string; path?: string };
  /** How often it strikes; without it, always. */
  times?: number;
  /** How many matching requests pass before it strikes. */
  after?: number;
  do: FaultKind;
  /** Seconds, for `429`. */
  retryAfter?: number;
  /** Milliseconds, for `slow`. */
  ms?: number;
}

/** What goes wrong with names. The keys are public resolvers: `1.1.1.1`, `8.8.8.8`, `9.9.9.9`, `208.67.222.222`. */
export interface NameTrouble {
  /** How long a resolver does not see a change, seconds. */
  propagationSeconds?: Readonly<Record<string, number>>;
  /** Resolvers that see no change at all any more. */
  never?: readonly string[];
  /** Name servers (by name) or resolvers that do not answer. */
  silent?: readonly string[];
}

export interface FaultSettings {
  faults: readonly Fault[];
  /** Added to every answer, milliseconds. */
  latencyMs: number;
  /** How far the `Date` header is off, seconds. */
  clockSkewSeconds: number;
  names?: NameTrouble;
  /** Days that are left of the certificate of a web host, by name: its host forgets to renew it. */
  certificates?: Readonly<Record<string, number>>;
}

export const noFaults: FaultSettings = { faults: [], latencyMs: 0, clockSkewSeconds: 0 };

export class Faults {
  settings: FaultSettings = noFaults;
  #seen: number[] = [];
  readonly #changed: (settings: FaultSettings) => void;

  /** @param changed told of every new setting, for trouble that somebody else makes */
  constructor(changed: (settings: FaultSettings) => void = () => {}) {
    this.#changed = changed;
  }

  /** @throws OperatorError when a fault makes no sense */
  set(settings: Partial<FaultSettings>): void {
    const faults = settings.faults ?? this.settings.faults;
    for (const [index, fault] of faults.entries()) validate(fault, index);
    if (settings.names) validateNames(settings.names);
    if (settings.certificates) validateCertificates(settings.certificates);
    if (settings.faults) this.#seen = [];
    this.settings = { ...this.settings, ...settings, faults };
    this.#changed(this.settings);
  }

  clear(): void {
    this.settings = noFaults;
    this.#seen = [];
    this.#changed(this.settings);
  }

  /** The fault that this request meets, counted as struck. */
  strike(vendor: VendorId, method: string, path: string): Fault | undefined {
    for (const [index, fault] of this.settings.faults.entries()) {
      if (fault.vendor !== vendor || !matches(fault, method, path)) continue;
      const seen = (this.#seen[index] ?? 0) + 1;
      this.#seen[index] = seen;
      const after = fault.after ?? 0;
      if (seen > after && seen <= after + (fault.times ?? Number.POSITIVE_INFINITY)) return fault;
    }
    return undefined;
  }
}

function matches({ match }: Fault, method: string, path: string): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase().split('|').includes(method)) &&
    (match.path === undefined || new RegExp(match.path).test(path))
  );
}

function validate(fault: Fault, index: number): void {
  const wrong = (what: string, fix: string) => new OperatorError({ what: `Fault ${index + 1}: ${what}`, fix });
  if (!([...vendorIds, ...storeIds] as readonly string[]).includes(fault.vendor))
    throw wrong(`unknown vendor ${fault.vendor}`, `Use one of ${vendorIds.join(', ')}`);
  if (!faultKinds.includes(fault.do)) throw wrong(`cannot do ${fault.do}`, `Use one of ${faultKinds.join(', ')}`);
  if (typeof fault.match !== 'object' || fault.match === null) throw wrong('has no match', 'Add "match": {} to strike every request');
  try {
    new RegExp(fault.match.path ?? '');
  } catch {
    throw wrong(`the path ${fault.match.path} is no regular expression`, 'Escape its special characters');
  }
}

function validateNames({ propagationSeconds = {}, never = [] }: NameTrouble): void {
  for (const resolver of [...Object.keys(propagationSeconds), ...never])
    if (!(publicResolvers as readonly string[]).includes(resolver))
      throw new OperatorError({ what: `${resolver} is no resolver of this world`, fix: `Use one of ${publicResolvers.join(', ')}` });
  for (const [resolver, seconds] of Object.entries(propagationSeconds))
    if (typeof seconds !== 'number' || !(seconds >= 0))
      throw new OperatorError({
        what: `${resolver} cannot see changes after ${seconds} seconds`,
        fix: 'Give a number of seconds, 0 or more',
      });
}

function validateCertificates(certificates: Readonly<Record<string, number>>): void {
  for (const [name, days] of Object.entries(certificates))
    if (typeof days !== 'number' || !(days > 0))
      throw new OperatorError({ what: `the certificate of ${name} cannot end in ${days} days`, fix: 'Give a number of days above 0' });
}

/** Reads a faults file: a list, or `{faults, latencyMs, clockSkewSeconds, names, certificates}`. @throws OperatorError */
export function parseFaults(text: string): Partial<FaultSettings> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new OperatorError({
      what: 'The faults file is not JSON',
      fix: 'Write a list such as [{"vendor": "stripe", "match": {}, "do": "500"}]',
      cause,
    });
  }
  const settings = (Array.isArray(parsed) ? { faults: parsed } : parsed) as Partial<FaultSettings>;
  new Faults().set(settings);
  return settings;
}
