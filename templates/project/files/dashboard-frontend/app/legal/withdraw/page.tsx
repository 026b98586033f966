import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { WithdrawalForm } from '../../../app-ui/withdrawal-form.tsx';
import { Page, Stack } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { facts } from '../../../site/legal-facts.ts';
import { mailto } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';

export const metadata: Metadata = {
  title: 'Withdraw from contract',
  description: 'For consumers in the EU and the UK: withdraw within 14 days.',
};

export default function WithdrawPage() {
  if (!facts.europe) notFound();
  return (
    <Page>
      <Stack narrow>
        <PageHeader title="Withdraw from contract">
          Consumers in the EU and the UK can withdraw within 14 days of their order, without a reason. No login is needed.
        </PageHeader>
        <noscript>
          <p>
            Without JavaScript: write to <a href={mailto(site.mailboxes.billing, 'Withdrawal')}>{site.mailboxes.billing}</a>. A mail counts
            as much as this form.
          </p>
        </noscript>
        <WithdrawalForm />
      </Stack>
    </Page>
  );
}
