'use client';
/** What measures, rendered only after it was allowed. */
import { GoogleAnalytics } from '@next/third-parties/google';
import { Analytics } from '@vercel/analytics/next';
import { SpeedInsights } from '@vercel/speed-insights/next';
import { useEffect } from 'react';
import { tellableAddress } from './address.ts';
import { watchClicks } from './track.ts';

export interface MeasuringProps {
  /** '' without Google Analytics. */
  gaId: string;
  vercelAnalytics: boolean;
  speedInsights: boolean;
  nonce: string;
}

const discreet = <E extends { url: string }>(event: E): E => ({ ...event, url: tellableAddress(event.url) });

export function Measuring({ gaId, vercelAnalytics, speedInsights, nonce }: MeasuringProps) {
  useEffect(() => (gaId === '' ? undefined : watchClicks(document)), [gaId]);
  return (
    <>
      {gaId ? <GoogleAnalytics gaId={gaId} nonce={nonce} /> : null}
      {vercelAnalytics ? <Analytics beforeSend={discreet} /> : null}
      {speedInsights ? <SpeedInsights beforeSend={discreet} /> : null}
    </>
  );
}
