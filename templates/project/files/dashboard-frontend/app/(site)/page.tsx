/** The first page. It says what the bot does and nothing that it does not. */
import { Badge } from '../../components/badge.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Grid, Lead, Row, Section, Soft, Stack } from '../../components/layout.tsx';
import { LoginNotice } from '../../components/login-notice.tsx';
import { inviteUrl, paths } from '../../site/links.ts';
import { money, site } from '../../site/site.ts';
import styles from './landing.module.css';

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function Landing({ searchParams }: { searchParams: Search }) {
  const { login } = await searchParams;
  const { currency, monthly } = site.plans;
  return (
    <>
      <LoginNotice login={login} />
      <div className={styles.hero}>
        <div className={styles.inside}>
          <div className={styles.say}>
            <h1>Run your Discord server like a court, not like a chore</h1>
            <Lead>
              {site.project} gives things away fairly, keeps its settings in one place, and answers when somebody asks what it knows about
              them.
            </Lead>
            <Row>
              <ButtonLink href={inviteUrl}>Add {site.project} to Discord</ButtonLink>
              <ButtonLink href={paths.features} tone="secondary">
                See what it does
              </ButtonLink>
            </Row>
            <Soft small>
              Free to use. Premium is {money(monthly.amount, currency)} a month for one server, and can be cancelled any day.
            </Soft>
          </div>
          <Example />
        </div>
      </div>
      <Section labelledBy="what">
        <Stack>
          <h2 id="what">What you get</h2>
          <Grid>
            {site.features.giveaways ? (
              <Card icon="gift" as="article">
                <h3>Giveaways that end on time</h3>
                <p>
                  People enter with a button. Winners are drawn by a cryptographic random number, even when the bot was restarted meanwhile.
                </p>
              </Card>
            ) : null}
            <Card icon="gear" as="article">
              <h3>Settings you can look at</h3>
              <p>Everybody who may manage the server changes them here. Two people at once do not overwrite each other.</p>
            </Card>
            <Card icon="shield" as="article">
              <h3>Your data, on request</h3>
              <p>A copy or a deletion with one command or one click. The bot does not read your messages.</p>
            </Card>
          </Grid>
        </Stack>
      </Section>
      <Section labelledBy="start">
        <Card accent>
          <h2 id="start">Three steps, two minutes</h2>
          <ol>
            <li>Add the bot to a server that you manage.</li>
            <li>Log in here with Discord and choose the server.</li>
            <li>Type a slash in Discord and see its commands.</li>
          </ol>
          <Row>
            <ButtonLink href={paths.servers}>Your servers</ButtonLink>
            <ButtonLink href={paths.commands} tone="quiet">
              All commands
            </ButtonLink>
          </Row>
        </Card>
      </Section>
    </>
  );
}

/** How it looks in Discord, as text: nobody has to load a picture for it. */
function Example() {
  return (
    <figure className={styles.chat} aria-label="An example from Discord">
      <div className={styles.line}>
        <span className={styles.face} aria-hidden="true">
          A
        </span>
        <div>
          <strong>Alice</strong>
          <p>
            <code>{site.features.giveaways ? '/giveaway start prize:Sticker pack duration:2d' : '/premium'}</code>
          </p>
        </div>
      </div>
      <div className={styles.line}>
        <span className={styles.face} data-bot="" aria-hidden="true">
          {site.project.slice(0, 1)}
        </span>
        <div>
          <strong>{site.project}</strong> <Badge tone="brand">bot</Badge>
          <div className={styles.embed}>
            {site.features.giveaways ? (
              <>
                <strong>Sticker pack</strong>
                <Soft small>Ends in 2 days · 1 winner</Soft>
                <span>Press the button to take part.</span>
              </>
            ) : (
              <span>This server has Premium.</span>
            )}
          </div>
        </div>
      </div>
    </figure>
  );
}
