/** The consent manager, once on every page. Where nothing optional is configured there is nothing to ask, and nothing is sent to the browser for it. */
import { headers } from 'next/headers';
import { publicEnv } from '../site/env.ts';
import { site } from '../site/site.ts';
import { ConsentBanner } from './consent-banner.tsx';
import { consentRevision, purposes } from './purposes.ts';

export async function ConsentManager() {
  if (purposes.length === 0) return null;
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    <ConsentBanner
      purposes={purposes}
      revision={consentRevision}
      project={site.project}
      apiUrl={publicEnv.apiUrl}
      measuring={{ gaId: publicEnv.gaId, ...site.measuring }}
      nonce={nonce}
    />
  );
}
