/** Free beside Premium. It fits the smallest phone, so that nothing has to scroll. */
import { limits } from '../site/limits.ts';
import { Hidden } from './layout.tsx';
import styles from './limits-table.module.css';

export function LimitsTable() {
  return (
    <table className={styles.table}>
      <caption>
        <Hidden>Free and Premium compared</Hidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col">Free</th>
          <th scope="col">Premium</th>
        </tr>
      </thead>
      <tbody>
        {limits.map(({ what, free, premium }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{free}</td>
            <td>{premium}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
