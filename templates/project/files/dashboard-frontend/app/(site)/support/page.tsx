import type { Metadata } from 'next';
import { ButtonLink } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Grid, Page, Row, Stack } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { mailto, paths, statusUrl, supportServerUrl } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';

export const metadata: Metadata = { title: 'Support', description: `How to reach the people behind ${site.project}.` };

export default function Support() {
  const { mailboxes } = site;
  const status = statusUrl();
  return (
    <Page>
      <Stack>
        <PageHeader title="Support">
          Most answers are among the <a href={paths.faq}>questions and answers</a>. For the rest there are people.
        </PageHeader>
        <Grid>
          {supportServerUrl ? (
            <Card icon="chat" as="article">
              <h2>Our Discord server</h2>
              <p>Ask in the open: others may know the answer before we do.</p>
              <Row>
                <ButtonLink href={supportServerUrl}>Join the server</ButtonLink>
              </Row>
            </Card>
          ) : null}
          <Card icon="mail" as="article">
            <h2>By mail</h2>
            <p>Tell us the name of your server and what you did just before.</p>
            <p>
              <a href={mailto(mailboxes.support)}>{mailboxes.support}</a>
            </p>
          </Card>
          <Card icon="receipt" as="article">
            <h2>Payments</h2>
            <p>
              Cancel, invoices and refunds are on the <a href={paths.billing}>billing page</a>. Anything else about money:
            </p>
            <p>
              <a href={mailto(mailboxes.billing)}>{mailboxes.billing}</a>
            </p>
          </Card>
          <Card icon="shield" as="article">
            <h2>Your data</h2>
            <p>
              A copy or a deletion is on the <a href={paths.account}>account page</a>. Questions about privacy:
            </p>
            <p>
              <a href={mailto(mailboxes.privacy)}>{mailboxes.privacy}</a>
            </p>
          </Card>
          {status ? (
            <Card icon="clock" as="article">
              <h2>Is it down?</h2>
              <p>The status page is not run by the same machines as the bot.</p>
              <Row>
                <ButtonLink href={status} tone="secondary">
                  Status page
                </ButtonLink>
              </Row>
            </Card>
          ) : null}
        </Grid>
      </Stack>
    </Page>
  );
}
