/** The banner of a pause: payments are switched off, everything else goes on. */
import { isSelling } from '../site/sales.ts';
import { Notice } from './notice.tsx';

export async function SalesNotice() {
  if ((await isSelling()) !== false) return null;
  return (
    <Notice tone="warn" title="Payments are paused">
      <p>Nothing can be bought just now. Premium that is paid for goes on as usual; cancelling and refunds work.</p>
    </Notice>
  );
}
