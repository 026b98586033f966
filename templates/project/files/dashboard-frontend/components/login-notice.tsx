/** What became of a login that did not succeed: the API sends people back with one word. */
import { loginUrl } from '../site/links.ts';
import { ButtonLink } from './button.tsx';
import { Row } from './layout.tsx';
import styles from './login-notice.module.css';
import { Notice } from './notice.tsx';

const told = {
  cancelled: ['You did not log in', 'Discord says that you pressed “Cancel”. Nothing was stored.'],
  expired: ['The login took too long', 'It is valid for ten minutes, in the browser in which it began. Begin again.'],
  failed: ['The login did not work', 'Discord refused it, or the link was used twice. Begin again.'],
  away: ['Discord does not answer', 'This is not your fault. Try again in a few minutes.'],
} as const;

export function LoginNotice({ login }: { login: string | string[] | undefined }) {
  const known = Object.entries(told).find(([word]) => word === login)?.[1];
  if (!known) return null;
  const [title, text] = known;
  return (
    <div className={styles.place}>
      <Notice tone="warn" title={title} live>
        <p>{text}</p>
        <Row>
          <ButtonLink href={loginUrl()} tone="secondary">
            Log in with Discord
          </ButtonLink>
        </Row>
      </Notice>
    </div>
  );
}
