'use client';
/** The one client of a page, and hooks around it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Client, createClient } from '../api/client.ts';
import { type ApiFailure, asFailure } from '../api/failure.ts';
import { publicEnv } from '../site/env.ts';

export const api: Client = createClient({ apiUrl: publicEnv.apiUrl, fetch: (...asked) => fetch(...asked) });

export type Loaded<T> = { state: 'loading' } | { state: 'ready'; value: T } | { state: 'failed'; failure: ApiFailure };

export interface Loading<T> {
  loaded: Loaded<T>;
  /** Asks anew. What is shown stays until the answer is there, so that nobody loses their place. */
  again(): void;
}

/** Asks once when the page opens, and whenever it is told to. @param load stays the same function between renderings */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again.
  useEffect(() => {
    const ending = new AbortController();
    setLoaded((before) => (before.state === 'ready' ? before : { state: 'loading' }));
    load(ending.signal).then(
      (value) => ending.signal.aborted || setLoaded({ state: 'ready', value }),
      (error: unknown) => ending.signal.aborted || setLoaded({ state: 'failed', failure: asFailure(error) }),
    );
    return () => ending.abort();
  }, [load, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { loaded, again };
}

export interface Acting {
  busy: boolean;
  failure: ApiFailure | undefined;
  /** Carries one thing out; while it runs nothing else begins. */
  act(work: () => Promise<void>): Promise<void>;
}

/** @param leaves after a success the browser goes elsewhere: the button stays at work until it is gone */
export function useAction({ leaves = false }: { leaves?: boolean } = {}): Acting {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();
  // The second of two clicks may come before the first has been drawn.
  const running = useRef(false);
  const act = useCallback(
    async (work: () => Promise<void>) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      setFailure(undefined);
      const rest = () => {
        running.current = false;
        setBusy(false);
      };
      try {
        await work();
        if (!leaves) rest();
      } catch (error) {
        setFailure(asFailure(error));
        rest();
      }
    },
    [leaves],
  );
  // Who comes back with the browser's button finds the page as it was left, and must be able to press again.
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      running.current = false;
      setBusy(false);
    };
    addEventListener('pageshow', back);
    return () => removeEventListener('pageshow', back);
  }, []);
  return { busy, failure, act };
}
