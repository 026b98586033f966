import type { Metadata } from 'next';
import { Billing } from '../../../app-ui/billing.tsx';
import { facts } from '../../../site/legal-facts.ts';

export const metadata: Metadata = { title: 'Billing' };

export default function BillingPage() {
  return <Billing europe={facts.europe} />;
}
