/** Form fields with their label, hint and error tied together for everybody. */
import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react';
import styles from './field.module.css';

interface About {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
}

function describedBy({ id, hint, error }: About): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

function Around({ about, children }: { about: About; children: ReactNode }) {
  const { id, label, hint, error } = about;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      ) : null}
      {children}
      {error ? (
        <span id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </span>
      ) : null}
    </div>
  );
}

export function TextField({ id, label, hint, error, ...input }: About & Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className'>) {
  const about = { id, label, hint, error };
  return (
    <Around about={about}>
      <input {...input} id={id} className={styles.input} aria-describedby={describedBy(about)} aria-invalid={error ? true : undefined} />
    </Around>
  );
}

export function TextArea({
  id,
  label,
  hint,
  error,
  ...area
}: About & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id' | 'className'>) {
  const about = { id, label, hint, error };
  return (
    <Around about={about}>
      <textarea {...area} id={id} className={styles.input} aria-describedby={describedBy(about)} aria-invalid={error ? true : undefined} />
    </Around>
  );
}

/** A box to tick, or one of several to choose from. */
export function Choice({
  id,
  label,
  hint,
  type = 'checkbox',
  ...input
}: About & { type?: 'checkbox' | 'radio' } & Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className' | 'type'>) {
  return (
    <div className={styles.choice}>
      <input {...input} type={type} id={id} aria-describedby={hint ? `${id}-hint` : undefined} />
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      ) : null}
    </div>
  );
}
