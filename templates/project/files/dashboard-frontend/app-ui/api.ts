'use client';
/** The one client of a page, and hooks around it. */
import { useCallback, useEffect, useState } from 'react';
import { type Client, createClient } from '../api/client.ts';
import { type ApiFailure, asFailure } from '../api/failure.ts';
import { publicEnv } from '../site/env.ts';

export const api: Client = createClient({ apiUrl: publicEnv.apiUrl, fetch: (...asked) => fetch(...asked) });

export type Loaded<T> = { state: 'loading' } | { state: 'ready'; value: T } | { state: 'failed'; failure: ApiFailure };

export interface Loading<T> {
  loaded: Loaded<T>;
  again(): void;
  /** Shows what is known already, as after a change. */
  put(value: T): void;
}

/** Asks once when the page opens, and whenever it is told to. @param load stays the same function between renderings */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again.
  useEffect(() => {
    const ending = new AbortController();
    setLoaded({ state: 'loading' });
    load(ending.signal).then(
      (value) => ending.signal.aborted || setLoaded({ state: 'ready', value }),
      (error: unknown) => ending.signal.aborted || setLoaded({ state: 'failed', failure: asFailure(error) }),
    );
    return () => ending.abort();
  }, [load, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const put = useCallback((value: T) => setLoaded({ state: 'ready', value }), []);
  return { loaded, again, put };
}

export interface Acting {
  busy: boolean;
  failure: ApiFailure | undefined;
  /** Carries one thing out; while it runs nothing else begins. */
  act(work: () => Promise<void>): Promise<void>;
}

export function useAction(): Acting {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();
  const act = useCallback(
    async (work: () => Promise<void>) => {
      if (busy) return;
      setBusy(true);
      setFailure(undefined);
      try {
        await work();
      } catch (error) {
        setFailure(asFailure(error));
      } finally {
        setBusy(false);
      }
    },
    [busy],
  );
  return { busy, failure, act };
}
