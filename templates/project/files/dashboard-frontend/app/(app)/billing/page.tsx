import type { Metadata } from 'next';
import { Billing } from '../../../app-ui/billing.tsx';
import { facts } from '../../../site/legal-facts.ts';
import { site } from '../../../site/site.ts';

export const metadata: Metadata = { title: 'Billing' };

export default function BillingPage() {
  return <Billing europe={facts.europe} billingMail={site.mailboxes.billing} />;
}
