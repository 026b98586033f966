/** Every page: head, what it is about, foot. The server renders the chosen colours. */
import '../styles/tokens.css';
import '../styles/base.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import layout from '../components/layout.module.css';
import { SalesNotice } from '../components/sales-notice.tsx';
import { SiteFooter } from '../components/site-footer.tsx';
import { SiteHeader } from '../components/site-header.tsx';
import { ConsentManager } from '../consent/consent-manager.tsx';
import { isIndexed, publicEnv } from '../site/env.ts';
import { pathHeader } from '../site/path-header.ts';
import { site } from '../site/site.ts';
import { type Theme, themeCookie, themeOf } from '../site/theme.ts';
import { display } from './fonts.ts';

const does = site.features.giveaways ? 'giveaways, settings and Premium' : 'settings and Premium';
const about = `${site.project} is a Discord bot with a dashboard: ${does} for your server.`;

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

const grounds = { light: '#fbfaf7', dark: '#121018' } as const;

/** The browser's own frame takes the colour of the page, also when the choice is not the device's. */
export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  const byDevice = Object.entries(grounds).map(([scheme, color]) => ({ media: `(prefers-color-scheme: ${scheme})`, color }));
  return { width: 'device-width', initialScale: 1, themeColor: theme === 'system' ? byDevice : grounds[theme] };
}

async function chosenTheme(): Promise<Theme> {
  return themeOf((await cookies()).get(themeCookie)?.value);
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [theme, asked] = await Promise.all([chosenTheme(), headers()]);
  const path = asked.get(pathHeader) ?? '';
  return (
    <html lang="en" className={display.variable} {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <a href="#content" className={layout.skip}>
          Skip to the content
        </a>
        <SiteHeader path={path} />
        <main id="content" tabIndex={-1} className={layout.main}>
          <SalesNotice />
          {children}
        </main>
        <SiteFooter theme={theme} path={path} />
        <ConsentManager />
      </body>
    </html>
  );
}
