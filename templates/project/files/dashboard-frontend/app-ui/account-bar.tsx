'use client';
import { usePathname } from 'next/navigation';
import { Button } from '../components/button.tsx';
import styles from './account-bar.module.css';
import { api, useAction } from './api.ts';

const links = [
  { label: 'Servers', href: '/servers' },
  { label: 'Billing', href: '/billing' },
  { label: 'Account', href: '/account' },
];

export function AccountBar() {
  const path = usePathname();
  const { busy, act } = useAction();
  const leave = (): Promise<void> =>
    act(async () => {
      await api.logout();
      location.assign('/');
    });
  return (
    <nav className={styles.bar} aria-label="Your pages">
      <ul className={styles.links}>
        {links.map(({ label, href }) => (
          <li key={href}>
            <a href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
      <Button tone="quiet" busy={busy} onClick={() => void leave()}>
        Log out
      </Button>
    </nav>
  );
}
