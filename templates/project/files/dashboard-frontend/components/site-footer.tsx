/** The foot of every page: where everything is, what the law wants to be found, and the choices that can be changed at any time. */
import { CookieSettings } from '../consent/cookie-settings.tsx';
import { documentLinks } from '../site/legal-links.ts';
import { mailto, mainLinks, statusUrl } from '../site/links.ts';
import { site } from '../site/site.ts';
import type { Theme } from '../site/theme.ts';
import styles from './site-footer.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

export function SiteFooter({ theme }: { theme: Theme }) {
  const status = statusUrl();
  const help = [
    { label: 'Support', href: '/support' },
    { label: 'Write to us', href: mailto(site.mailboxes.support) },
    ...(status === undefined ? [] : [{ label: 'Status', href: status }]),
  ];
  return (
    <footer className={styles.footer}>
      <div className={styles.inside}>
        <div className={styles.lists}>
          <Links title={site.project} links={mainLinks.filter(({ href }) => href !== '/support')} />
          <Links title="Help" links={help} />
          <Links title="Legal" links={documentLinks} />
        </div>
        <div className={styles.end}>
          <span>
            {site.project} is not affiliated with Discord. <CookieSettings />
          </span>
          <ThemeSwitch chosen={theme} />
        </div>
      </div>
    </footer>
  );
}

function Links({ title, links }: { title: string; links: readonly { label: string; href: string }[] }) {
  return (
    <nav aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {links.map(({ label, href }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
