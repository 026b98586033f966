/** The banner of a pause: payments are switched off, everything else goes on. */
import { isSelling } from '../site/sales.ts';
import { Icon } from './icon.tsx';
import styles from './sales-notice.module.css';

export async function SalesNotice() {
  if ((await isSelling()) !== false) return null;
  return (
    <aside className={styles.banner} aria-label="Maintenance">
      <p className={styles.inside}>
        <Icon name="warning" />
        <span>
          <strong>Payments are paused.</strong> Nothing can be bought just now. Premium that is paid for goes on as usual; cancelling works.
        </span>
      </p>
    </aside>
  );
}
