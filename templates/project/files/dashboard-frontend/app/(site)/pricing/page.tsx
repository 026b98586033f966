import type { Metadata } from 'next';
import { Badge } from '../../../components/badge.tsx';
import { ButtonLink } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Grid, Page, Soft, Spread, Stack } from '../../../components/layout.tsx';
import { LimitsTable } from '../../../components/limits-table.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { inviteUrl, paths } from '../../../site/links.ts';
import { refundWords } from '../../../site/refund-words.ts';
import { money, site } from '../../../site/site.ts';
import styles from './pricing.module.css';

export const metadata: Metadata = { title: 'Pricing', description: `What ${site.project} Premium costs, what it gives and how it ends.` };

export default function Pricing() {
  const { currency, monthly, yearly } = site.plans;
  const saved = Math.floor(100 - (100 * yearly.amount) / (12 * monthly.amount));
  const tax = site.checkout.automaticTax ? 'Tax is worked out at checkout, before you pay.' : undefined;
  return (
    <Page>
      <Stack>
        <PageHeader title="Pricing">One subscription is for one server. Everybody in it profits, one person pays.</PageHeader>
        <Grid>
          <Plan name="Free" price={money(0, currency)} per="for good" about="Everything the bot does, with smaller limits.">
            <ButtonLink href={inviteUrl} tone="secondary" wide>
              Add to Discord
            </ButtonLink>
          </Plan>
          <Plan name="Premium, monthly" price={money(monthly.amount, currency)} per="a month" about="Renews every month until you cancel.">
            <ButtonLink href={paths.servers} wide track="premium_click:monthly">
              Choose a server
            </ButtonLink>
          </Plan>
          <Plan
            name="Premium, yearly"
            price={money(yearly.amount, currency)}
            per="a year"
            about="Renews every year until you cancel."
            {...(saved > 0 ? { note: `${saved} per cent less` } : {})}
          >
            <ButtonLink href={paths.servers} wide track="premium_click:yearly">
              Choose a server
            </ButtonLink>
          </Plan>
        </Grid>
        <LimitsTable />
        <Stack tight narrow>
          <h2>How it ends</h2>
          <p>
            A subscription renews by itself at the price above until somebody cancels it. Cancel on the billing page with one click: Premium
            stays until the end of the time that is paid for.
          </p>
          {refundWords().map((words) => (
            <p key={words}>{words}</p>
          ))}
          <p>
            <a href={paths.refund}>The whole refund policy</a>
          </p>
          {tax ? <Soft small>{tax}</Soft> : null}
        </Stack>
      </Stack>
    </Page>
  );
}

interface PlanProps {
  name: string;
  price: string;
  per: string;
  about: string;
  note?: string;
  children: React.ReactNode;
}

function Plan({ name, price, per, about, note, children }: PlanProps) {
  return (
    <Card as="article" accent={note !== undefined}>
      <Spread>
        <h2 className={styles.name}>{name}</h2>
        {note ? <Badge tone="good">{note}</Badge> : null}
      </Spread>
      <p>
        <span className={styles.price}>{price}</span> {per}
      </p>
      <Soft>{about}</Soft>
      {children}
    </Card>
  );
}
