/** What happens, in order. */
import { Section, Stack } from '../../../components/layout.tsx';
import { site } from '../../../site/site.ts';
import styles from './steps.module.css';

interface Step {
  title: string;
  text: string;
}

const { free, premium } = site.giveaways;

const giveaway: readonly Step[] = [
  { title: 'You start it', text: 'One command: what can be won, for how long, how many win. It is posted where you want it.' },
  {
    title: 'They press a button',
    text: `No reactions to count, no messages to read. Up to ${count(free.entrants)} people, ${count(premium.entrants)} with Premium.`,
  },
  {
    title: 'Chance decides',
    text: 'Every entry is equally likely: winners come from the random numbers that cryptography uses. They are drawn once.',
  },
  {
    title: 'Everybody learns it',
    text: 'The winners are named and notified in the channel, and the button goes. An end that fell into a restart is made up for.',
  },
];

const plain: readonly Step[] = [
  { title: 'Add the bot', text: 'To a server that you manage. Discord shows what it may do before you say yes.' },
  { title: 'Log in here', text: 'With Discord. You see the servers that you manage, and nobody else does.' },
  { title: 'Set it up', text: 'Whoever may manage the server changes its settings, and nobody overwrites the other unseen.' },
];

function count(people: number): string {
  return new Intl.NumberFormat('en').format(people);
}

export function Steps() {
  const steps = site.features.giveaways ? giveaway : plain;
  return (
    <Section labelledBy="how">
      <Stack>
        <h2 id="how">{site.features.giveaways ? 'A giveaway, from the first word to the last' : 'Three steps'}</h2>
        <ol className={styles.steps}>
          {steps.map(({ title, text }) => (
            <li key={title} className={styles.step}>
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      </Stack>
    </Section>
  );
}
