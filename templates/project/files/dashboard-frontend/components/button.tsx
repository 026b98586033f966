/** Buttons, and links that look like them. A button that works says so and cannot be pressed twice. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';

export type Tone = 'primary' | 'secondary' | 'danger' | 'quiet' | 'sun';

interface Look {
  children: ReactNode;
  tone?: Tone | undefined;
  wide?: boolean | undefined;
  large?: boolean | undefined;
}

const classOf = ({ tone = 'primary', wide, large }: Omit<Look, 'children'>): string =>
  [styles.button, styles[tone], wide && styles.wide, large && styles.large].filter(Boolean).join(' ');

type ButtonProps = Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'disabled'> & { busy?: boolean; off?: boolean };

/** `busy`: at work; it stays focusable, and presses do nothing. */
export function Button({ children, tone, wide, large, busy = false, off = false, type = 'button', onClick, ...rest }: ButtonProps) {
  const idle = !busy && !off;
  return (
    <button
      {...rest}
      type={idle ? type : 'button'}
      aria-disabled={!idle || undefined}
      aria-busy={busy || undefined}
      onClick={idle ? onClick : undefined}
      className={classOf({ tone, wide, large })}
    >
      {busy ? 'One moment …' : children}
    </button>
  );
}

export function ButtonLink({ children, href, tone, wide, large, track }: Look & { href: string; track?: string }) {
  return (
    <a href={href} className={classOf({ tone, wide, large })} data-track={track}>
      {children}
    </a>
  );
}
