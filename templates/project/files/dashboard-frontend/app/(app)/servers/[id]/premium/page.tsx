import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ServerPremium } from '../../../../../app-ui/server-premium.tsx';
import { publicEnv } from '../../../../../site/env.ts';
import { facts } from '../../../../../site/legal-facts.ts';
import { refundWords } from '../../../../../site/refund-words.ts';
import { isServerId } from '../../../../../site/server-id.ts';

export const metadata: Metadata = { title: 'Premium for a server' };

export default async function PremiumPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isServerId(id)) notFound();
  return <ServerPremium id={id} refunds={refundWords()} europe={facts.europe} application={publicEnv.discordClientId} />;
}
