'use client';
/** Waiting, failure or the thing itself. */
import type { ReactNode } from 'react';
import { Skeleton } from '../components/skeleton.tsx';
import type { Loading } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';

interface Props<T> {
  of: Loading<T>;
  /** What is waited for, as it is read out. */
  what: string;
  lines?: number;
  /** A part of a page: the page itself goes to the login where one is needed. */
  part?: boolean;
  children: (value: T) => ReactNode;
}

export function LoadedView<T>({ of: { loaded, again }, what, lines, part = false, children }: Props<T>) {
  if (loaded.state === 'loading') return <Skeleton what={what} {...(lines === undefined ? {} : { lines })} />;
  if (loaded.state === 'failed') return <FailureNotice failure={loaded.failure} again={again} leave={!part} />;
  return children(loaded.value);
}
