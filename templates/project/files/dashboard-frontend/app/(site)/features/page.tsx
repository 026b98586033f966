import type { Metadata } from 'next';
import { ButtonLink } from '../../../components/button.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { Page, Row, Stack } from '../../../components/layout.tsx';
import { LimitsTable } from '../../../components/limits-table.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { inviteUrl, paths } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';
import styles from './features.module.css';

export const metadata: Metadata = {
  title: 'Features',
  description: `What ${site.project} does in a Discord server, free and with Premium.`,
};

interface Feature {
  icon: IconName;
  title: string;
  text: string;
  points: readonly string[];
}

const { project, features: on, retention } = site;

const all: readonly (Feature | false)[] = [
  on.giveaways && {
    icon: 'gift',
    title: 'Giveaways',
    text: 'Say what can be won and for how long. The bot posts it, counts everybody in and ends it on time.',
    points: [
      'People take part with a button, and step back with another.',
      'Winners come from the random numbers that cryptography uses, and are drawn once.',
      'An end that fell into a restart is made up for.',
      'End it early, list what runs, or cancel it: each is one command.',
    ],
  },
  {
    icon: 'gear',
    title: 'Settings on a dashboard',
    text: 'Log in with Discord and see the servers that you manage.',
    points: [
      'Whoever Discord lets manage a server may change its settings here, and nobody else.',
      'Two people at once do not overwrite each other: the second is told what the first has saved.',
      ...(on.giveaways ? ['Choose where giveaways are posted and how many win, when the command does not say.'] : []),
    ],
  },
  {
    icon: 'crown',
    title: 'Premium for a server',
    text: 'One subscription covers one server and everybody in it.',
    points: [
      'It raises the limits below as soon as the payment has arrived.',
      'Whoever pays can cancel on the billing page at any time.',
      'Members see with /premium whether their server has it.',
      ...(on.roleAtJoin ? ['Subscribers get their role in our support server the moment they join it.'] : []),
    ],
  },
  {
    icon: 'shield',
    title: 'Privacy',
    text: 'What is stored is little, and you can have it or have it deleted.',
    points: [
      'The bot does not ask Discord for the content of messages.',
      'A copy of your data, or its deletion, with /privacy or on your account page.',
      `When the bot is removed from a server, its data is deleted after ${retention.deletedDays} days.`,
    ],
  },
];

export default function Features() {
  return (
    <Page>
      <Stack>
        <PageHeader title="Features">What stands here works today. What does not work yet is not promised.</PageHeader>
        <div className={styles.features}>
          {all
            .filter((one) => one !== false)
            .map(({ icon, title, text, points }) => (
              <article key={title} className={styles.feature}>
                <div className={styles.head}>
                  <span className={styles.icon}>
                    <Icon name={icon} size={28} />
                  </span>
                  <h2>{title}</h2>
                  <p>{text}</p>
                </div>
                <ul className={styles.points}>
                  {points.map((point) => (
                    <li key={point}>
                      <Icon name="check" size={20} />
                      <span>{point}</span>
                    </li>
                  ))}
                </ul>
              </article>
            ))}
        </div>
        <section className={styles.limits} aria-labelledby="limits">
          <h2 id="limits">Free and Premium</h2>
          <LimitsTable />
          <Row>
            <ButtonLink href={inviteUrl}>Add {project} to Discord</ButtonLink>
            <ButtonLink href={paths.pricing} tone="quiet">
              Pricing
            </ButtonLink>
          </Row>
        </section>
      </Stack>
    </Page>
  );
}
