import type { Metadata } from 'next';
import { ownPath } from '../../../api/login-link.ts';
import { ButtonLink } from '../../../components/button.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { Page, Soft } from '../../../components/layout.tsx';
import { LoginNotice } from '../../../components/login-notice.tsx';
import { Mark } from '../../../components/mark.tsx';
import { loginUrl, paths } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';
import styles from './login.module.css';

export const metadata: Metadata = { title: 'Log in', description: `Log in to ${site.project} with Discord.`, robots: { index: false } };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function Login({ searchParams }: { searchParams: Search }) {
  const { next, again, login } = await searchParams;
  const target = ownPath(typeof next === 'string' ? next : undefined, paths.servers);
  const isAgain = again === 'true';
  return (
    <Page>
      <div className={styles.column}>
        <LoginNotice login={login} />
        <div className={styles.door}>
          <Mark size={48} />
          <h1>{isAgain ? 'Log in once more' : 'Log in'}</h1>
          <p>
            {isAgain
              ? 'What you are about to do is final, so Discord asks you once more who you are.'
              : 'With your Discord account: there is no password of ours to remember. Discord asks whether you allow this:'}
          </p>
          {isAgain ? null : <Allowed />}
          <ButtonLink href={loginUrl(target, isAgain)} wide large track="login">
            Continue with Discord
          </ButtonLink>
          <Soft small>
            One cookie keeps you logged in. By logging in you accept our <a href={paths.terms}>terms</a>; the{' '}
            <a href={paths.privacy}>privacy policy</a> says what is kept.
          </Soft>
        </div>
      </div>
    </Page>
  );
}

/** The two scopes of the login, `identify` and `guilds`, and what they leave out. */
function Allowed() {
  return (
    <ul className={styles.allowed}>
      <Line icon="check">We see who you are: your name and picture.</Line>
      <Line icon="check">We see which servers you are in, to show those that you manage.</Line>
      <Line icon="close">We see no messages, no e-mail address and no friends.</Line>
      <Line icon="close">We can do nothing in your name.</Line>
    </ul>
  );
}

function Line({ icon, children }: { icon: IconName; children: string }) {
  return (
    <li data-kind={icon}>
      <Icon name={icon} size={20} />
      <span>{children}</span>
    </li>
  );
}
