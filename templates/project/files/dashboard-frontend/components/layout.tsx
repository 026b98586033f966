/** How pages are put together: a column of the right width, sections with air between them, stacks and rows. */
import type { ReactNode } from 'react';
import styles from './layout.module.css';

interface With {
  children: ReactNode;
}

const join = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

export function Page({ children }: With) {
  return <div className={join(styles.page, styles.section)}>{children}</div>;
}

export function Section({ children, labelledBy }: With & { labelledBy?: string }) {
  return (
    <section className={styles.section} aria-labelledby={labelledBy}>
      <div className={styles.page}>{children}</div>
    </section>
  );
}

export function Stack({ children, tight, narrow, center }: With & { tight?: boolean; narrow?: boolean; center?: boolean }) {
  return <div className={join(styles.stack, tight && styles.tight, narrow && styles.narrow, center && styles.center)}>{children}</div>;
}

export function Row({ children }: With) {
  return <div className={styles.row}>{children}</div>;
}

/** Two ends of one line. */
export function Spread({ children }: With) {
  return <div className={styles.spread}>{children}</div>;
}

export function Grid({ children }: With) {
  return <div className={styles.grid}>{children}</div>;
}

export function Lead({ children }: With) {
  return <p className={styles.lead}>{children}</p>;
}

export function Soft({ children, small }: With & { small?: boolean }) {
  return <p className={join(styles.soft, small && styles.small)}>{children}</p>;
}

/** For screen readers only. */
export function Hidden({ children }: With) {
  return <span className={styles.hidden}>{children}</span>;
}
