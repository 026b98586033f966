/** What is paid back, along the days after a payment: from the numbers that decide about refunds. */
import { refundWords } from '../../../site/refund-words.ts';
import { site } from '../../../site/site.ts';
import styles from './refund-times.module.css';

export function RefundTimes() {
  const { fullDays, partialDays, partialPercent, euWithdrawalDays } = site.refunds;
  const hasPart = partialDays > fullDays && partialPercent > 0;
  if (fullDays === 0 && !hasPart && euWithdrawalDays === 0) return null;
  return (
    <div className={styles.times}>
      <h3>Your money back</h3>
      {fullDays > 0 || hasPart ? (
        <div className={styles.bar} aria-hidden="true">
          {fullDays > 0 ? <Part className={styles.full} percent="100 %" days={`${fullDays} d`} /> : null}
          {hasPart ? <Part className={styles.part} percent={`${partialPercent} %`} days={`${partialDays} d`} /> : null}
          <span className={styles.after}>
            <b>0 %</b>
          </span>
        </div>
      ) : null}
      <ul>
        {refundWords().map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </div>
  );
}

function Part({ className, percent, days }: { className: string | undefined; percent: string; days: string }) {
  return (
    <span className={className}>
      <b>{percent}</b>
      <i>{days}</i>
    </span>
  );
}
