/** The foot of every page: where everything is, what the law wants to be found, and the choices that can be changed at any time. */
import { CookieSettings } from '../consent/cookie-settings.tsx';
import { documentLinks } from '../site/legal-links.ts';
import { inviteUrl, mailto, mainLinks, paths, type SiteLink, statusUrl, supportServerUrl } from '../site/links.ts';
import { site } from '../site/site.ts';
import type { Theme } from '../site/theme.ts';
import { Mark } from './mark.tsx';
import styles from './site-footer.module.css';
import colours from './theme-switch.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

export function SiteFooter({ theme, path }: { theme: Theme; path: string }) {
  const status = statusUrl();
  const product = [...mainLinks.filter(({ href }) => href !== paths.support), { label: 'Add to Discord', href: inviteUrl }];
  const help = [
    { label: 'Support', href: paths.support },
    { label: 'Write to us', href: mailto(site.mailboxes.support) },
    ...(supportServerUrl === undefined ? [] : [{ label: 'Our Discord server', href: supportServerUrl }]),
    ...(status === undefined ? [] : [{ label: 'Status', href: status }]),
  ];
  return (
    <footer className={styles.footer}>
      <div className={styles.inside}>
        <div className={styles.lists}>
          <div className={styles.about}>
            <span className={styles.name}>
              <Mark size={26} />
              {site.project}
            </span>
            <p>A Discord bot and its dashboard. Not made by Discord, and not affiliated with it.</p>
          </div>
          <Links title="Product" links={product} />
          <Links title="Help" links={help} />
          <Links title="Legal" links={documentLinks} />
        </div>
        <div className={styles.end}>
          <CookieSettings />
          <ThemeSwitch chosen={theme} path={path} className={colours.switch} />
        </div>
      </div>
    </footer>
  );
}

/** Pages of others open without learning which page of ours was left. */
function Links({ title, links }: { title: string; links: readonly SiteLink[] }) {
  return (
    <nav aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {links.map(({ label, href }) => (
          <li key={href}>
            <a href={href} {...(href.startsWith('https:') ? { rel: 'noopener noreferrer' } : {})}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
