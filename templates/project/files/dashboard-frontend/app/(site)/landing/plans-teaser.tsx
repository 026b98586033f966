/** Free beside Premium, in short. */
import { ButtonLink } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Section, Stack } from '../../../components/layout.tsx';
import { limits } from '../../../site/limits.ts';
import { paths } from '../../../site/links.ts';
import { money, site } from '../../../site/site.ts';
import styles from './plans-teaser.module.css';

export function PlansTeaser() {
  const { currency, monthly, yearly } = site.plans;
  return (
    <Section labelledBy="premium">
      <div className={styles.band}>
        <Stack tight>
          <Icon name="crown" size={34} />
          <h2 id="premium">Premium raises the limits of one server</h2>
          <p className={styles.price}>
            {money(monthly.amount, currency)} a month or {money(yearly.amount, currency)} a year. Everybody in the server has it, one person
            pays.
          </p>
          <span>
            <ButtonLink href={paths.pricing}>Pricing</ButtonLink>
          </span>
        </Stack>
        <dl className={styles.limits}>
          {limits.map(({ what, free, premium }) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                <span className={styles.free}>{free}</span>
                <Icon name="arrow" size={18} />
                <strong>{premium}</strong>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Section>
  );
}
