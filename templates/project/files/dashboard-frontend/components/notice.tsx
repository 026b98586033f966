/** Something that people should know before they go on. `live`: it appeared because of what they did, and is read out. */
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './notice.module.css';

export type NoticeTone = 'info' | 'good' | 'warn' | 'bad';
const icons = { info: 'info', good: 'check', warn: 'warning', bad: 'warning' } as const;

export function Notice({
  children,
  tone = 'info',
  title,
  live,
}: {
  children?: ReactNode;
  tone?: NoticeTone;
  title?: string;
  live?: boolean;
}) {
  const role = live ? (tone === 'bad' ? 'alert' : 'status') : undefined;
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={role}>
      <Icon name={icons[tone]} />
      <div>
        {title ? <strong>{title}</strong> : null}
        {children}
      </div>
    </div>
  );
}
