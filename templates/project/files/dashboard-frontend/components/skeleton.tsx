/** What stands in for something that is being fetched. */
import { Hidden } from './layout.tsx';
import styles from './skeleton.module.css';

export function Skeleton({ lines = 4, what = 'Loading' }: { lines?: number; what?: string }) {
  return (
    <div className={styles.skeleton} role="status">
      <Hidden>{what} …</Hidden>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <span key={key} className={styles.bar} />
      ))}
    </div>
  );
}
