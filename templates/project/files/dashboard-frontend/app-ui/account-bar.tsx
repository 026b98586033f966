'use client';
import { usePathname } from 'next/navigation';
import { asFailure } from '../api/failure.ts';
import { Button } from '../components/button.tsx';
import styles from './account-bar.module.css';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';

const links = [
  { label: 'Servers', href: '/servers' },
  { label: 'Billing', href: '/billing' },
  { label: 'Account', href: '/account' },
];

export function AccountBar() {
  const path = usePathname();
  const { busy, failure, act } = useAction({ leaves: true });
  const leave = (): Promise<void> =>
    act(async () => {
      await api.logout().catch((error: unknown) => {
        // Whose login has ended already is where they want to be.
        if (asFailure(error).kind !== 'login') throw error;
      });
      location.assign('/');
    });
  return (
    <>
      <nav className={styles.bar} aria-label="Your pages">
        <ul className={styles.links}>
          {links.map(({ label, href }) => (
            <li key={href}>
              <a href={href} aria-current={path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
        <Button tone="quiet" busy={busy} onClick={() => void leave()}>
          Log out
        </Button>
      </nav>
      {failure ? <FailureNotice failure={failure} /> : null}
    </>
  );
}
