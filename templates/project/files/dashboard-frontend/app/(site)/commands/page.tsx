import type { Metadata } from 'next';
import { Badge } from '../../../components/badge.tsx';
import { Page, Stack } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { type ShownCommand, shownCommands, type Usage } from '../../../site/commands.ts';
import { site } from '../../../site/site.ts';
import styles from './commands.module.css';

export const metadata: Metadata = { title: 'Commands', description: `Every command of ${site.project}, and what it does.` };

export default function Commands() {
  return (
    <Page>
      <Stack>
        <PageHeader title="Commands">Type a slash in Discord, then the name. What stands in square brackets may be left out.</PageHeader>
        <div className={styles.frame}>
          <nav className={styles.contents} aria-label="Commands">
            <ul>
              {shownCommands.map(({ name }) => (
                <li key={name}>
                  <a href={`#${name}`}>/{name}</a>
                </li>
              ))}
            </ul>
          </nav>
          <div className={styles.commands}>
            {shownCommands.map((command) => (
              <Command key={command.name} {...command} />
            ))}
          </div>
        </div>
      </Stack>
    </Page>
  );
}

function Command({ name, about, usages, notes, premiumOnly }: ShownCommand) {
  return (
    <article id={name} className={styles.command}>
      <header className={styles.head}>
        <h2 className={styles.name}>/{name}</h2>
        {premiumOnly ? <Badge tone="sun">Premium</Badge> : null}
        {notes.map((note) => (
          <Badge key={note}>{note}</Badge>
        ))}
      </header>
      <p className={styles.about}>{about}.</p>
      {usages.some(({ words }) => words !== `/${name}`) ? (
        <dl className={styles.usages}>
          {usages.map((usage) => (
            <Way key={usage.words} usage={usage} alone={usages.length === 1} />
          ))}
        </dl>
      ) : null}
    </article>
  );
}

/** One way to use a command. Its words and each option stay together at the end of a line. */
function Way({ usage: { words, about, options }, alone }: { usage: Usage; alone: boolean }) {
  const [command = '', ...parts] = words.split(/ (?=[<[])/);
  return (
    <div>
      <dt>
        <code className={styles.words}>
          <span>{command}</span>
          {parts.map((part) => (
            <span key={part} className={part.startsWith('<') ? styles.needed : styles.spare}>
              {part}
            </span>
          ))}
        </code>
      </dt>
      {alone ? null : <dd>{about}</dd>}
      {options.length > 0 ? (
        <dd>
          <ul className={styles.options}>
            {options.map(({ name, about: what }) => (
              <li key={name}>
                <code>{name}</code> {what}
              </li>
            ))}
          </ul>
        </dd>
      ) : null}
    </div>
  );
}
