'use client';
/** The head of both pages of one server: which one it is, and the way to the other page. */
import { useCallback } from 'react';
import type { Server } from '../api/answers.ts';
import { PageHeader } from '../components/page-header.tsx';
import { api, useLoaded } from './api.ts';
import styles from './server-head.module.css';
import { ServerIcon } from './server-icon.tsx';

interface Props {
  id: string;
  at: 'settings' | 'premium';
  lead: string;
}

export function ServerHead({ id, at, lead }: Props) {
  const load = useCallback(async (signal: AbortSignal) => (await api.servers(signal)).servers.find((one) => one.id === id), [id]);
  const { loaded } = useLoaded(load);
  // The page works without the name: whatever goes wrong with it is told where it matters.
  return <Head id={id} at={at} lead={lead} server={loaded.state === 'ready' ? loaded.value : undefined} />;
}

export function Head({ id, at, lead, server }: Props & { server: Server | undefined }) {
  const title = at === 'settings' ? 'Settings' : 'Premium';
  const links = [
    { at: 'settings', label: 'Settings', href: `/servers/${id}` },
    { at: 'premium', label: 'Premium', href: `/servers/${id}/premium` },
  ];
  return (
    <div className={styles.head}>
      <p className={styles.server}>
        {server ? <ServerIcon {...server} /> : null}
        <strong>{server?.name ?? `Server ${id}`}</strong>
      </p>
      <PageHeader title={title}>{lead}</PageHeader>
      <nav aria-label="Pages of this server">
        <ul className={styles.tabs}>
          {links.map((one) => (
            <li key={one.at}>
              <a href={one.href} aria-current={one.at === at ? 'page' : undefined}>
                {one.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
