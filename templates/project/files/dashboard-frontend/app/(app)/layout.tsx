/** The frame of pages behind the login. They ask the API from the browser, because the login's cookies belong to the API's own name. */
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AccountBar } from '../../app-ui/account-bar.tsx';
import { Page, Stack } from '../../components/layout.tsx';
import { Notice } from '../../components/notice.tsx';

export const metadata: Metadata = { robots: { index: false, follow: false } };

export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <Page>
      <Stack>
        <AccountBar />
        <noscript>
          <Notice tone="warn" title="This part needs JavaScript">
            <p>Your browser does not run it. By mail we can do the same for you: see the support page.</p>
          </Notice>
        </noscript>
        {children}
      </Stack>
    </Page>
  );
}
