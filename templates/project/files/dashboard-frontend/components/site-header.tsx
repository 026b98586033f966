/** The head of every page. The menu of small screens opens without a script. */
import { mainLinks, paths } from '../site/links.ts';
import { site } from '../site/site.ts';
import { ButtonLink } from './button.tsx';
import { Icon } from './icon.tsx';
import { Hidden } from './layout.tsx';
import styles from './site-header.module.css';

export function SiteHeader() {
  return (
    <header className={styles.header}>
      <nav className={styles.bar} aria-label="Main">
        <a href={paths.home} className={styles.brand}>
          <Icon name="crown" size={26} />
          {site.project}
        </a>
        <ul className={styles.links}>
          {mainLinks.map(({ label, href }) => (
            <li key={href}>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
        <div className={styles.open}>
          <ButtonLink href={paths.servers}>Your servers</ButtonLink>
        </div>
        <details className={styles.menu}>
          <summary>
            <Icon name="menu" />
            <Hidden>Menu</Hidden>
          </summary>
          <ul>
            {mainLinks.map(({ label, href }) => (
              <li key={href}>
                <a href={href}>{label}</a>
              </li>
            ))}
            <li>
              <ButtonLink href={paths.servers} wide>
                Your servers
              </ButtonLink>
            </li>
          </ul>
        </details>
      </nav>
    </header>
  );
}
