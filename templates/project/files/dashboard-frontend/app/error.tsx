'use client';
import { useEffect } from 'react';
import { Button, ButtonLink } from '../components/button.tsx';
import { Page, Row, Soft, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { reportError } from '../sentry/report.ts';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => reportError(error), [error]);
  return (
    <Page>
      <Stack narrow>
        <PageHeader title="This page broke">It is our fault, not yours. Nothing that you saved before is lost.</PageHeader>
        <Row>
          <Button onClick={reset}>Try again</Button>
          <ButtonLink href="/support" tone="secondary">
            Tell us
          </ButtonLink>
        </Row>
        {error.digest ? <Soft small>Number of the error: {error.digest}</Soft> : null}
      </Stack>
    </Page>
  );
}
