import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ServerSettings } from '../../../../app-ui/server-settings.tsx';
import { isServerId } from '../../../../site/server-id.ts';

export const metadata: Metadata = { title: 'Settings of a server' };

export default async function ServerPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isServerId(id)) notFound();
  return <ServerSettings id={id} />;
}
