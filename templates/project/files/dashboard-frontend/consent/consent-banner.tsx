'use client';
/** Starts the consent manager once the page stands, and renders what measures when that is allowed. */
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import type { MeasuringProps } from '../analytics/measuring.tsx';
import { allowEvents, forbidEvents } from '../analytics/track.ts';
import type { Purpose } from './purposes.ts';
import { whenIdle } from './when-idle.ts';

/** A part of the bundle by itself: who refuses never fetches it. */
const Measuring = dynamic(() => import('../analytics/measuring.tsx').then((module) => module.Measuring), { ssr: false });

export interface BannerProps {
  purposes: readonly Purpose[];
  revision: number;
  project: string;
  apiUrl: string;
  measuring: Omit<MeasuringProps, 'nonce'>;
  nonce: string;
}

export function ConsentBanner({ purposes, revision, project, apiUrl, measuring, nonce }: BannerProps) {
  const [isAllowed, setAllowed] = useState(false);
  const { gaId } = measuring;
  useEffect(() => {
    function apply(categories: readonly string[]): void {
      const analytics = categories.includes('analytics');
      // Before anything of Google's is loaded, or the tag would find no word about consent and take silence for it.
      if (analytics) allowEvents(gaId);
      else forbidEvents(gaId);
      setAllowed(analytics);
    }
    whenIdle(() => {
      void import('./start-consent.ts').then(({ startConsent }) => startConsent({ purposes, revision, project, apiUrl, apply }));
    });
  }, [purposes, revision, project, apiUrl, gaId]);
  return isAllowed ? <Measuring {...measuring} nonce={nonce} /> : null;
}
