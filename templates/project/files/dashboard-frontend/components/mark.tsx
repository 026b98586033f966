/** The mark of the site: a crown on a shield. `app/icon.svg` is the same drawing; put your own into both. */

import styles from './mark.module.css';
import { markPaths } from './mark-paths.ts';

export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" className={styles.mark}>
      <path d={markPaths.shield} className={styles.shield} />
      <path d={markPaths.crown} className={styles.crown} />
      <path d={markPaths.band} className={styles.crown} />
    </svg>
  );
}
