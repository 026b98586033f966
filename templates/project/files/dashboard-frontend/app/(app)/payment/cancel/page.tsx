import type { Metadata } from 'next';
import { ButtonLink } from '../../../../components/button.tsx';
import { Row, Stack } from '../../../../components/layout.tsx';
import { PageHeader } from '../../../../components/page-header.tsx';
import { isServerId } from '../../../../site/server-id.ts';

export const metadata: Metadata = { title: 'Nothing was paid' };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function CancelPage({ searchParams }: { searchParams: Search }) {
  const { server } = await searchParams;
  return (
    <Stack narrow>
      <PageHeader title="Nothing was paid">You left the page of the payment. Nothing was charged and nothing has changed.</PageHeader>
      <Row>
        {typeof server === 'string' && isServerId(server) ? (
          <ButtonLink href={`/servers/${server}/premium`}>Back to Premium</ButtonLink>
        ) : null}
        <ButtonLink href="/servers" tone="secondary">
          Your servers
        </ButtonLink>
      </Row>
    </Stack>
  );
}
