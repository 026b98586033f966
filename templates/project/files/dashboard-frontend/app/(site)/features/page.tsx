import type { Metadata } from 'next';
import { ButtonLink } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Grid, Page, Stack } from '../../../components/layout.tsx';
import { LimitsTable } from '../../../components/limits-table.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { inviteUrl } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';

export const metadata: Metadata = {
  title: 'Features',
  description: `What ${site.project} does in a Discord server, free and with Premium.`,
};

export default function Features() {
  return (
    <Page>
      <Stack>
        <PageHeader title="Features" actions={<ButtonLink href={inviteUrl}>Add {site.project} to Discord</ButtonLink>}>
          What is here works today. What is not here yet is not promised.
        </PageHeader>
        <Grid>
          {site.features.giveaways ? (
            <Card icon="gift" as="article">
              <h2>Giveaways</h2>
              <p>Start one with a command, say what can be won and for how long. People take part and step back with a button.</p>
              <p>When the time is over the winners are drawn and named in the channel. An end that fell into a restart is made up for.</p>
            </Card>
          ) : null}
          <Card icon="server" as="article">
            <h2>A dashboard for every server</h2>
            <p>
              Log in with Discord and see the servers that you manage. Whoever may manage the server there may change its settings here.
            </p>
          </Card>
          <Card icon="crown" as="article">
            <h2>Premium for a server</h2>
            <p>
              One subscription covers one server and everybody in it. It raises the limits below, from the moment that the payment arrives.
            </p>
          </Card>
          <Card icon="person" as="article">
            <h2>Privacy that is built in</h2>
            <p>No message is read or kept. A copy of your data or its deletion needs no letter: use the command or your account page.</p>
          </Card>
        </Grid>
        <LimitsTable />
      </Stack>
    </Page>
  );
}
