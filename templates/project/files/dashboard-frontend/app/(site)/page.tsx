/** The first page. It says what the bot does and nothing that it does not. */
import { ButtonLink } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Row, Section } from '../../components/layout.tsx';
import { LoginNotice } from '../../components/login-notice.tsx';
import { inviteUrl, paths } from '../../site/links.ts';
import { money, site } from '../../site/site.ts';
import { Chat } from './landing/chat.tsx';
import { Facts } from './landing/facts.tsx';
import styles from './landing/landing.module.css';
import { PlansTeaser } from './landing/plans-teaser.tsx';
import { Steps } from './landing/steps.tsx';

type Search = Promise<Record<string, string | string[] | undefined>>;

const { giveaways } = site.features;
const headline = giveaways ? 'Giveaways that keep their word.' : 'A bot that keeps its word.';
const lead = giveaways
  ? `${site.project} starts them in Discord, counts everybody in, draws the winners when the time is over and says who won. Also when it was restarted meanwhile.`
  : `${site.project} does its work in your Discord server, and leaves the settings to you, on a dashboard of its own.`;

export default async function Landing({ searchParams }: { searchParams: Search }) {
  const { login } = await searchParams;
  const { currency, monthly } = site.plans;
  return (
    <>
      <LoginNotice login={login} />
      <div className={styles.night}>
        <div className={giveaways ? `${styles.hero} ${styles.beside}` : styles.hero}>
          <div className={styles.say}>
            <h1 className={styles.headline}>{headline}</h1>
            <p className={styles.lead}>{lead}</p>
            <Row>
              <ButtonLink href={inviteUrl} tone="sun" large>
                Add to Discord
              </ButtonLink>
              <a href={paths.features} className={styles.more}>
                See what it does <Icon name="arrow" size={18} />
              </a>
            </Row>
            <p className={styles.small}>
              Free to use. Premium for one server is {money(monthly.amount, currency)} a month, until you cancel.
            </p>
          </div>
          {giveaways ? <Chat /> : null}
        </div>
      </div>
      <Steps />
      <Facts />
      <PlansTeaser />
      <Section labelledBy="begin">
        <div className={styles.end}>
          <h2 id="begin">Begin in the server that you have.</h2>
          <p>You need the permission “Manage Server” there. Discord shows what the bot may do before you say yes.</p>
          <Row>
            <ButtonLink href={inviteUrl} tone="sun" large>
              Add to Discord
            </ButtonLink>
            <a href={paths.commands} className={styles.more}>
              Read the commands first <Icon name="arrow" size={18} />
            </a>
          </Row>
        </div>
      </Section>
    </>
  );
}
