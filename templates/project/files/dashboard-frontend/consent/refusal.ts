/** Signals of the browser that say no for its owner. Global Privacy Control binds in California and elsewhere; Do Not Track is honoured because it is meant. */
export interface Signals {
  globalPrivacyControl?: boolean | undefined;
  doNotTrack?: string | null | undefined;
}

/** What was chosen here before, in the present revision. */
export interface Chosen {
  categories: readonly string[];
  /** The browser said no at that moment, and its owner said yes by hand all the same. */
  despiteSignal: boolean;
}

export interface Ruling {
  /** Show the question now? */
  ask: boolean;
  /** What may run now, besides the necessary. */
  allowed: readonly string[];
  /** A signal has come since: the choice is to be written down anew, as a refusal. */
  overruled: boolean;
}

export function refusesBySignal({ globalPrivacyControl, doNotTrack }: Signals): boolean {
  return globalPrivacyControl === true || doNotTrack === '1' || doNotTrack === 'yes';
}

/** Who refuses by signal is not asked. A choice made by hand is more specific than a signal, unless the signal came after it. */
export function rule(signals: Signals, chosen: Chosen | undefined): Ruling {
  const refused = refusesBySignal(signals);
  if (chosen === undefined) return { ask: !refused, allowed: [], overruled: false };
  const optional = chosen.categories.filter((category) => category !== 'necessary');
  const overruled = refused && !chosen.despiteSignal && optional.length > 0;
  return { ask: false, allowed: overruled ? [] : optional, overruled };
}

/** What the cookie holds. Undefined: nothing, nothing readable, or the answer to another question. */
export function chosenIn(cookies: string, revision: number): Chosen | undefined {
  const text = /(?:^|; )cookie_consent=([^;]+)/.exec(cookies)?.[1];
  if (text === undefined) return undefined;
  try {
    const seen = JSON.parse(decodeURIComponent(text)) as {
      categories?: unknown;
      revision?: unknown;
      data?: { despiteSignal?: unknown } | null;
    };
    if (!Array.isArray(seen.categories) || seen.revision !== revision) return undefined;
    return { categories: seen.categories.map(String), despiteSignal: seen.data?.despiteSignal === true };
  } catch {
    return undefined;
  }
}
