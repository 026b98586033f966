'use client';
/** When even the frame of pages broke: nothing of ours is used here but the words of the design. */
import '../styles/tokens.css';
import '../styles/base.css';
import { useEffect } from 'react';
import { reportError } from '../sentry/report.ts';
import styles from './global-error.module.css';

export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  useEffect(() => reportError(error), [error]);
  return (
    <html lang="en">
      <body>
        <title>This site broke</title>
        <main className={styles.broken}>
          <h1>This site broke</h1>
          <p>It is our fault, not yours. Load the page again in a minute.</p>
          <p>
            <a href="/">To the first page</a>
          </p>
          {error.digest ? <p>Number of the error: {error.digest}</p> : null}
        </main>
      </body>
    </html>
  );
}
