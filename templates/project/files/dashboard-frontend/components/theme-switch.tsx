'use client';
/** Light, dark, or as the device says. The server renders the choice, so that pages never flash; without a script the form asks the server to remember it. */
import { type FormEvent, useState } from 'react';
import { type Theme, themeCookieText, themes } from '../site/theme.ts';

const names: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

export interface ThemeSwitchProps {
  chosen: Theme;
  /** Of the page to come back to. */
  path: string;
  /** Its looks come with those of the page: a stylesheet of its own would hold up the first paint. */
  className: string | undefined;
}

export function ThemeSwitch({ chosen, path, className }: ThemeSwitchProps) {
  const [theme, setTheme] = useState(chosen);
  const choose = (event: FormEvent, next: Theme): void => {
    event.preventDefault();
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that we support.
    document.cookie = themeCookieText(next, location.protocol === 'https:');
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  return (
    <form action="/theme" method="post">
      <input type="hidden" name="path" value={path} />
      <fieldset className={className}>
        <legend>Colours of this site</legend>
        {themes.map((one) => (
          <button key={one} type="submit" name="theme" value={one} aria-pressed={theme === one} onClick={(event) => choose(event, one)}>
            {names[one]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
