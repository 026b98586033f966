'use client';
/** What measures, rendered only after it was allowed. Consent Mode says "denied" to everything else; advertising stays denied for good. */
import { GoogleAnalytics } from '@next/third-parties/google';
import { Analytics } from '@vercel/analytics/next';
import { SpeedInsights } from '@vercel/speed-insights/next';
import { useEffect } from 'react';
import { allowEvents, watchClicks } from './track.ts';

export interface MeasuringProps {
  /** '' without Google Analytics. */
  gaId: string;
  vercelAnalytics: boolean;
  speedInsights: boolean;
  nonce: string;
}

export function Measuring({ gaId, vercelAnalytics, speedInsights, nonce }: MeasuringProps) {
  useEffect(() => {
    if (gaId === '') return;
    allowEvents();
    return watchClicks(document);
  }, [gaId]);
  return (
    <>
      {gaId ? <GoogleAnalytics gaId={gaId} nonce={nonce} /> : null}
      {vercelAnalytics ? <Analytics /> : null}
      {speedInsights ? <SpeedInsights /> : null}
    </>
  );
}
