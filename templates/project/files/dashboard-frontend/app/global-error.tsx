'use client';
/** When even the frame of pages broke: nothing of ours is used here. */
import { useEffect } from 'react';
import { reportError } from '../sentry/report.ts';

export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useEffect(() => reportError(error), [error]);
  return (
    <html lang="en">
      <body>
        <h1>This site broke</h1>
        <p>It is our fault, not yours. Load the page again in a minute.</p>
        <p>
          <a href="/">To the first page</a>
        </p>
      </body>
    </html>
  );
}
