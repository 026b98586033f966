'use client';
/** Light, dark, or as the device says. The server renders the choice, so that pages never flash. */
import { useState } from 'react';
import { type Theme, themeCookieText, themes } from '../site/theme.ts';
import styles from './theme-switch.module.css';

const names: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

export function ThemeSwitch({ chosen }: { chosen: Theme }) {
  const [theme, setTheme] = useState(chosen);
  const choose = (next: Theme): void => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that we support.
    document.cookie = themeCookieText(next, location.protocol === 'https:');
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  return (
    <fieldset className={styles.switch}>
      <legend>Colours of this site</legend>
      {themes.map((one) => (
        <button key={one} type="button" aria-pressed={theme === one} onClick={() => choose(one)}>
          {names[one]}
        </button>
      ))}
    </fieldset>
  );
}
