/** The head of every page. The menu of small screens opens without a script. */
import { mainLinks, paths, type SiteLink } from '../site/links.ts';
import { site } from '../site/site.ts';
import { ButtonLink } from './button.tsx';
import { Icon } from './icon.tsx';
import { Hidden } from './layout.tsx';
import { Mark } from './mark.tsx';
import styles from './site-header.module.css';

/** @param path of the page that is shown: its link says that one is there already */
export function SiteHeader({ path }: { path: string }) {
  const links = (
    <>
      {mainLinks.map((link) => (
        <li key={link.href}>
          <HeaderLink {...link} path={path} />
        </li>
      ))}
    </>
  );
  return (
    <header className={styles.header}>
      <nav className={styles.bar} aria-label="Main">
        <a href={paths.home} className={styles.brand} aria-current={path === paths.home ? 'page' : undefined}>
          <Mark size={30} />
          <span className={styles.name}>{site.project}</span>
        </a>
        <ul className={styles.links}>{links}</ul>
        <div className={styles.open}>
          <ButtonLink href={paths.servers}>Your servers</ButtonLink>
        </div>
        <details className={styles.menu}>
          <summary>
            <span className={styles.closed}>
              <Icon name="menu" />
            </span>
            <span className={styles.opened}>
              <Icon name="close" />
            </span>
            <Hidden>Menu</Hidden>
          </summary>
          <ul>
            {links}
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

function HeaderLink({ label, href, path }: SiteLink & { path: string }) {
  return (
    <a href={href} className={styles.link} aria-current={path === href ? 'page' : undefined}>
      {label}
    </a>
  );
}
