'use client';
import { useEffect } from 'react';
import { Button, ButtonLink } from '../components/button.tsx';
import { Soft } from '../components/layout.tsx';
import { OddPage } from '../components/odd-page.tsx';
import { reportError } from '../sentry/report.ts';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => reportError(error), [error]);
  return (
    <OddPage
      number="500"
      title="This page broke"
      actions={
        <>
          <Button onClick={reset}>Try again</Button>
          <ButtonLink href="/support" tone="secondary">
            Tell us
          </ButtonLink>
          {error.digest ? <Soft small>Number of the error: {error.digest}</Soft> : null}
        </>
      }
    >
      It is our fault, not yours. What you saved before is saved.
    </OddPage>
  );
}
