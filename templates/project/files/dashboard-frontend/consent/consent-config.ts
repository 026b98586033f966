/** How vanilla-cookieconsent is set up: nothing is ticked, no button is louder than another, nothing runs before a choice. */
import type { CookieConsentConfig, CookieValue } from 'vanilla-cookieconsent';
import { clearingsOf } from './clearing.ts';
import type { Purpose } from './purposes.ts';
import { words } from './words.ts';

export interface ConsentSetup {
  purposes: readonly Purpose[];
  revision: number;
  project: string;
  secure: boolean;
  hostname: string;
  /** The browser refuses for its owner; the settings say so. */
  signalled: boolean;
}

export interface Choice {
  id: string;
  categories: readonly string[];
  revision: number;
}

export interface Hooks {
  /** Ask now? */
  ask: boolean;
  /** A choice was made or changed, by hand: before anything follows from it. */
  chosen(choice: Choice): void;
  /** What is allowed from now on: after loading a page with a choice, and after a choice. */
  apply(categories: readonly string[]): void;
}

const days = 365;

export function consentConfig(
  { purposes, revision, project, secure, hostname, signalled }: ConsentSetup,
  hooks: Hooks,
): CookieConsentConfig {
  const choiceOf = ({ consentId, categories }: CookieValue): Choice => ({ id: consentId, categories, revision });
  return {
    mode: 'opt-in',
    revision,
    autoShow: hooks.ask,
    manageScriptTags: false,
    hideFromBots: false,
    // No domain: the cookie stays on this host. Subdomains may belong to others, such as a status page.
    cookie: { name: 'cookie_consent', expiresAfterDays: days, sameSite: 'Lax', secure, domain: '' },
    guiOptions: {
      consentModal: { layout: 'box', position: 'bottom right', equalWeightButtons: true, flipButtons: false },
      preferencesModal: { layout: 'box', equalWeightButtons: true, flipButtons: false },
    },
    categories: {
      necessary: { enabled: true, readOnly: true },
      ...Object.fromEntries(
        purposes.map(({ id, services }) => [
          id,
          { enabled: false, autoClear: { cookies: clearingsOf(services, hostname), reloadPage: true } },
        ]),
      ),
    },
    onFirstConsent: ({ cookie }) => hooks.chosen(choiceOf(cookie)),
    onConsent: ({ cookie }) => hooks.apply(cookie.categories),
    onChange: ({ cookie }) => {
      hooks.chosen(choiceOf(cookie));
      hooks.apply(cookie.categories);
    },
    language: { default: 'en', translations: { en: words(purposes, project, signalled) } },
  };
}
