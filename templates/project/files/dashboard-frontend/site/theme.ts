/** Light, dark, or as the device says. A choice is kept in a cookie, because the server renders it: pages never flash, and need no script for it. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = 'theme';
const year = 365 * 86_400;

export function themeOf(value: string | undefined): Theme {
  return themes.find((one) => one === value) ?? 'system';
}

/** `Set-Cookie`, and what a script gives to `document.cookie`. Going back to the device's setting removes the cookie. */
export function themeCookieText(theme: Theme, isHttps: boolean): string {
  const life = theme === 'system' ? 0 : year;
  return `${themeCookie}=${theme}; Path=/; Max-Age=${life}; SameSite=Lax${isHttps ? '; Secure' : ''}`;
}
