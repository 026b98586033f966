'use client';
/** What takes the place of something that had the focus: it gets the focus, so that keyboards and screen readers go on there and not at the top of the page. */
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './focused.module.css';

export function Focused({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className={styles.focused}>
      {children}
    </div>
  );
}
