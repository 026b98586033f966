/** Opens the settings again. Without a script, or where there is nothing to choose, it leads to the page that says so. */
import { purposes } from './purposes.ts';

export function CookieSettings({ children = 'Cookie settings' }: { children?: string }) {
  return (
    <a href="/legal/cookies#settings" {...(purposes.length > 0 ? { 'data-cc': 'show-preferencesModal' } : {})}>
      {children}
    </a>
  );
}
