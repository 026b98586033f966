/** Plain facts about settings, data and money, each of them true of this configuration. */
import { Icon, type IconName } from '../../../components/icon.tsx';
import { Section, Stack } from '../../../components/layout.tsx';
import { paths } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';
import styles from './facts.module.css';

export function Facts() {
  return (
    <Section labelledBy="facts">
      <Stack>
        <h2 id="facts">And a court that is well kept</h2>
        <div className={styles.facts}>
          <article className={`${styles.fact} ${styles.wide}`}>
            <Icon name="gear" size={28} />
            <h3>Settings that you can look at</h3>
            <p>
              Log in with Discord and see the servers that you manage. Whoever Discord lets manage a server may change its settings here,
              and when two people do so at once, nobody overwrites the other unseen.
            </p>
            <Sketch />
          </article>
          <Fact icon="eyeoff" title="It does not read along">
            The bot reacts to its own commands and buttons. It does not ask Discord for the content of messages, so it does not get them.
          </Fact>
          <Fact icon="key" title="Your account stays yours">
            The login shows us your name, your picture and your servers. Not your e-mail address, not your password.
          </Fact>
          <Fact icon="person" title="A copy, or a clean slate">
            Ask for your data or for its deletion with <code>/privacy</code> or on your <a href={paths.account}>account page</a>. No letter
            is needed.
          </Fact>
          <Fact icon="receipt" title="It ends when you say so">
            Cancel on the billing page, without writing to anybody.
            {site.refunds.fullDays > 0 ? ` A payment of the last ${site.refunds.fullDays} days is paid back in full.` : ''}
          </Fact>
        </div>
      </Stack>
    </Section>
  );
}

function Fact({ icon, title, children }: { icon: IconName; title: string; children: React.ReactNode }) {
  return (
    <article className={styles.fact}>
      <Icon name={icon} size={26} />
      <h3>{title}</h3>
      <p>{children}</p>
    </article>
  );
}

/** The page of settings in outline; words for it stand beside. */
function Sketch() {
  return (
    <div className={styles.sketch} aria-hidden="true">
      <span className={styles.row}>
        <i className={styles.server} />
        <i className={styles.long} />
        <i className={styles.pill} />
      </span>
      <span className={styles.row}>
        <i className={styles.short} />
        <i className={styles.field} />
      </span>
      <span className={styles.row}>
        <i className={styles.short} />
        <i className={styles.field} />
      </span>
    </div>
  );
}
