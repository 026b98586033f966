import type { Metadata } from 'next';
import { Badge } from '../../../components/badge.tsx';
import { ButtonLink } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Page, Soft, Stack } from '../../../components/layout.tsx';
import { LimitsTable } from '../../../components/limits-table.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { limits } from '../../../site/limits.ts';
import { inviteUrl, paths } from '../../../site/links.ts';
import { pricesOf } from '../../../site/prices.ts';
import { money, site } from '../../../site/site.ts';
import styles from './pricing.module.css';
import { RefundTimes } from './refund-times.tsx';

export const metadata: Metadata = { title: 'Pricing', description: `What ${site.project} Premium costs, what it gives and how it ends.` };

export default function Pricing() {
  return (
    <Page>
      <Stack>
        <PageHeader title="Pricing">One subscription is for one server. Everybody in it has Premium, one person pays.</PageHeader>
        <div className={styles.plans}>
          <Plan name="Free" price={money(0, site.plans.currency)} per="for good" about="Everything the bot does, within smaller limits.">
            <Points of="free" />
            <ButtonLink href={inviteUrl} tone="secondary" wide>
              Add to Discord
            </ButtonLink>
          </Plan>
          {pricesOf().map(({ plan, name, amount, per, renews, saving }) => (
            <Plan key={plan} name={name} price={amount} per={per} about={renews} note={saving} premium>
              <Points of="premium" />
              <ButtonLink href={paths.servers} tone={plan === 'yearly' ? 'sun' : 'primary'} wide track={`premium_click:${plan}`}>
                Choose a server
              </ButtonLink>
            </Plan>
          ))}
        </div>
        <Soft small>{payment()}</Soft>
        <section className={styles.part} aria-labelledby="compared">
          <h2 id="compared">Side by side</h2>
          <LimitsTable />
        </section>
        <section className={styles.part} aria-labelledby="ends">
          <h2 id="ends">How it renews, and how it ends</h2>
          <div className={styles.ends}>
            <Stack tight>
              <p>
                A subscription renews by itself until you cancel it. Cancelling takes one button on the{' '}
                <a href={paths.billing}>billing page</a>; Premium stays until the end of the time that is paid for, and until then you can
                take the cancellation back.
              </p>
              <p>
                If a payment fails, Premium stays for {site.premium.graceDays} {site.premium.graceDays === 1 ? 'day' : 'days'} while Stripe
                tries again.
              </p>
              <p>
                <a href={paths.refund}>The whole refund policy</a>
              </p>
            </Stack>
            <RefundTimes />
          </div>
        </section>
      </Stack>
    </Page>
  );
}

function payment(): string {
  const sentences = [
    'Stripe takes the payment: card numbers never reach us.',
    site.checkout.automaticTax ? 'Tax is worked out at checkout, before you pay.' : '',
    site.checkout.promotionCodes ? 'Promotion codes are entered there.' : '',
    site.premium.discordSkuId ? 'The same Premium is sold in the store of the bot in Discord; Discord refunds what is bought there.' : '',
  ];
  return sentences.filter(Boolean).join(' ');
}

interface PlanProps {
  name: string;
  price: string;
  per: string;
  about: string;
  note?: string | undefined;
  premium?: boolean;
  children: React.ReactNode;
}

function Plan({ name, price, per, about, note, premium, children }: PlanProps) {
  return (
    <article className={note ? `${styles.plan} ${styles.best}` : styles.plan}>
      <div className={styles.head}>
        <h2 className={styles.name}>
          {premium ? <Icon name="crown" size={20} /> : null}
          {name}
        </h2>
        {note ? <Badge tone="sun">{note}</Badge> : null}
      </div>
      <p className={styles.cost}>
        <span className={styles.price}>{price}</span> {per}
      </p>
      <Soft>{about}</Soft>
      {children}
    </article>
  );
}

function Points({ of }: { of: 'free' | 'premium' }) {
  return (
    <ul className={styles.points}>
      {limits.map((limit) => (
        <li key={limit.what}>
          <Icon name="check" size={18} />
          <span>
            {limit.what}: <strong>{limit[of]}</strong>
          </span>
        </li>
      ))}
    </ul>
  );
}
