/** Free beside Premium. */
import { limits } from '../site/limits.ts';
import { ScrollTable } from './prose.tsx';

export function LimitsTable() {
  return (
    <ScrollTable label="Free and Premium compared">
      <table>
        <caption>Free and Premium compared</caption>
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
    </ScrollTable>
  );
}
