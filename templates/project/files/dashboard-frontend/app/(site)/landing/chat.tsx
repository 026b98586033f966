/** How it looks in Discord, as text: nobody has to load a picture for it. */
import { Hidden } from '../../../components/layout.tsx';
import { Mark } from '../../../components/mark.tsx';
import { example } from '../../../site/example.ts';
import { site } from '../../../site/site.ts';
import styles from './chat.module.css';

export function Chat() {
  return (
    <figure className={styles.chat}>
      <figcaption className={styles.channel}>
        <span aria-hidden="true">#</span> {example.channel}
        <Hidden>: how a giveaway looks in Discord</Hidden>
      </figcaption>
      <div className={styles.messages}>
        <p className={styles.command}>
          <span className={styles.person}>{example.host}</span> used <code>{example.command}</code>{' '}
          {example.options.map(({ name, value }) => (
            <span key={name} className={styles.option}>
              <span className={styles.key}>{name}</span> {value}
            </span>
          ))}
        </p>
        <Message>
          <strong>{example.prize}</strong>
          <p>{example.announcement}</p>
          <span className={styles.press}>{example.button}</span>
        </Message>
        <p className={styles.secret}>
          <span>{example.entered}</span>
          <span className={styles.seen}>Only you can see this</span>
        </p>
        <Message later>
          <p>{example.ended}</p>
        </Message>
      </div>
    </figure>
  );
}

function Message({ children, later = false }: { children: React.ReactNode; later?: boolean }) {
  return (
    <div className={styles.message}>
      <span className={styles.face}>
        <Mark size={26} />
      </span>
      <div className={styles.body}>
        <span className={styles.head}>
          <span className={styles.bot}>{site.project}</span>
          <span className={styles.tag}>App</span>
          <span className={styles.when}>{later ? 'two days later' : 'now'}</span>
        </span>
        {children}
      </div>
    </div>
  );
}
