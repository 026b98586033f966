'use client';
/** Waiting, failure or the thing itself. */
import type { ReactNode } from 'react';
import { Skeleton } from '../components/skeleton.tsx';
import type { Loading } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';

export function LoadedView<T>({
  of: { loaded, again },
  what,
  children,
}: {
  of: Loading<T>;
  what: string;
  children: (value: T) => ReactNode;
}) {
  if (loaded.state === 'loading') return <Skeleton what={what} />;
  if (loaded.state === 'failed') return <FailureNotice failure={loaded.failure} again={again} leave />;
  return children(loaded.value);
}
