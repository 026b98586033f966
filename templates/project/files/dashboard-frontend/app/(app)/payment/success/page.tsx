import type { Metadata } from 'next';
import { PaymentSuccess } from '../../../../app-ui/payment-success.tsx';
import { site } from '../../../../site/site.ts';

export const metadata: Metadata = { title: 'Your payment' };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function SuccessPage({ searchParams }: { searchParams: Search }) {
  const { session_id: session } = await searchParams;
  return <PaymentSuccess session={typeof session === 'string' ? session : undefined} support={site.mailboxes.billing} />;
}
