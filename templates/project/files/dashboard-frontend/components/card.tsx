/** A sheet that holds one thing. */
import type { ReactNode } from 'react';
import styles from './card.module.css';
import { Icon, type IconName } from './icon.tsx';

export function Card({
  children,
  accent,
  icon,
  as: Tag = 'div',
}: {
  children: ReactNode;
  accent?: boolean;
  icon?: IconName;
  as?: 'div' | 'li' | 'article' | 'section';
}) {
  return (
    <Tag className={accent ? `${styles.card} ${styles.accent}` : styles.card}>
      {icon ? (
        <span className={styles.icon}>
          <Icon name={icon} />
        </span>
      ) : null}
      {children}
    </Tag>
  );
}
