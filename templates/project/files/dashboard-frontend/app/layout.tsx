/** Every page: head, what it is about, foot. The server renders the chosen colours. */
import '@fontsource/bricolage-grotesque/latin-700.css';
import '../styles/tokens.css';
import '../styles/base.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import layout from '../components/layout.module.css';
import { SalesNotice } from '../components/sales-notice.tsx';
import { SiteFooter } from '../components/site-footer.tsx';
import { SiteHeader } from '../components/site-header.tsx';
import { ConsentManager } from '../consent/consent-manager.tsx';
import { isIndexed, publicEnv } from '../site/env.ts';
import { site } from '../site/site.ts';
import { themeCookie, themeOf } from '../site/theme.ts';

const about = `${site.project} is a Discord bot with a dashboard: giveaways, settings and Premium for your server.`;

export const metadata: Metadata = {
  metadataBase: new URL(publicEnv.dashboardUrl),
  title: { default: `${site.project}: a Discord bot for your server`, template: `%s · ${site.project}` },
  description: about,
  applicationName: site.project,
  alternates: { canonical: './' },
  openGraph: { type: 'website', siteName: site.project, description: about, url: './' },
  twitter: { card: 'summary_large_image' },
  robots: isIndexed ? { index: true, follow: true } : { index: false, follow: false },
  formatDetection: { telephone: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf7' },
    { media: '(prefers-color-scheme: dark)', color: '#14131a' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <a href="#content" className={layout.skip}>
          Skip to the content
        </a>
        <SiteHeader />
        <main id="content" tabIndex={-1} className={layout.main}>
          <SalesNotice />
          {children}
        </main>
        <SiteFooter theme={theme} />
        <ConsentManager />
      </body>
    </html>
  );
}
