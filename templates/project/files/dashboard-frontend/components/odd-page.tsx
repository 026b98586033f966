/** A page for when there is none: what happened, in a sentence, and where to go from here. */
import type { ReactNode } from 'react';
import { Lead, Page, Row } from './layout.tsx';
import styles from './odd-page.module.css';

export function OddPage({ number, title, children, actions }: { number: string; title: string; children: ReactNode; actions: ReactNode }) {
  return (
    <Page>
      <div className={styles.odd}>
        <span className={styles.number} aria-hidden="true">
          {number}
        </span>
        <h1>{title}</h1>
        <Lead>{children}</Lead>
        <Row>{actions}</Row>
      </div>
    </Page>
  );
}
