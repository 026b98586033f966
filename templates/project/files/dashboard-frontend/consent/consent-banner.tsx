'use client';
/** Asks once, remembers, proves. The library is fetched only where there is something to ask. */
import { useEffect, useState } from 'react';
import { Measuring, type MeasuringProps } from '../analytics/measuring.tsx';
import { consentConfig } from './consent-config.ts';
import { proveChoice } from './prove-choice.ts';
import type { Purpose } from './purposes.ts';
import { isAsked, type Signals } from './refusal.ts';

export interface BannerProps {
  purposes: readonly Purpose[];
  revision: number;
  project: string;
  apiUrl: string;
  measuring: Omit<MeasuringProps, 'nonce'>;
  nonce: string;
}

export function ConsentBanner({ purposes, revision, project, apiUrl, measuring, nonce }: BannerProps) {
  const [allowed, setAllowed] = useState<readonly string[]>([]);
  useEffect(() => {
    void start();
    async function start(): Promise<void> {
      const consent = await import('./library.ts');
      const chosen = consent.validConsent() && consent.getCookie('revision') === revision;
      const setup = { purposes, revision, project, secure: location.protocol === 'https:' };
      await consent.run(
        consentConfig(setup, {
          ask: isAsked(navigator as Signals, chosen),
          apply: setAllowed,
          prove: (choice) => void proveChoice(apiUrl, choice),
        }),
      );
    }
  }, [purposes, revision, project, apiUrl]);
  return allowed.includes('analytics') ? <Measuring {...measuring} nonce={nonce} /> : null;
}
