import type { Metadata } from 'next';
import { ownPath } from '../../../api/login-link.ts';
import { ButtonLink } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Page, Soft, Stack } from '../../../components/layout.tsx';
import { LoginNotice } from '../../../components/login-notice.tsx';
import { loginUrl, paths } from '../../../site/links.ts';
import { site } from '../../../site/site.ts';

export const metadata: Metadata = { title: 'Log in', description: `Log in to ${site.project} with Discord.`, robots: { index: false } };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function Login({ searchParams }: { searchParams: Search }) {
  const { next, again, login } = await searchParams;
  const target = ownPath(typeof next === 'string' ? next : undefined, paths.servers);
  return (
    <Page>
      <Stack narrow>
        <LoginNotice login={login} />
        <Card icon="key" accent>
          <h1>Log in</h1>
          <p>
            {again === 'true'
              ? 'What you are about to do is final, so Discord asks you once more who you are.'
              : 'You log in with your Discord account. Discord asks you to allow two things, and we see nothing else:'}
          </p>
          {again === 'true' ? null : (
            <ul>
              <li>who you are: name and picture</li>
              <li>which servers you are in, to show those that you manage</li>
            </ul>
          )}
          <ButtonLink href={loginUrl(target, again === 'true')} wide track="login">
            Continue with Discord
          </ButtonLink>
          <Soft small>
            By logging in you accept our <a href={paths.terms}>terms</a>; the <a href={paths.privacy}>privacy policy</a> says what is kept.
            One cookie keeps you logged in.
          </Soft>
        </Card>
      </Stack>
    </Page>
  );
}
