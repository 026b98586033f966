/** How vanilla-cookieconsent is set up: nothing is ticked, no button is louder than another, nothing runs before a choice. */
import type { CookieConsentConfig } from 'vanilla-cookieconsent';
import type { Purpose } from './purposes.ts';

export interface ConsentSetup {
  purposes: readonly Purpose[];
  revision: number;
  project: string;
  secure: boolean;
}

export interface Choice {
  id: string;
  categories: readonly string[];
  revision: number;
}

export interface Hooks {
  /** Ask now? */
  ask: boolean;
  /** Every time: after loading a page with a choice, and after a choice. */
  apply(categories: readonly string[]): void;
  /** Only when something was chosen or changed. */
  prove(choice: Choice): void;
}

const year = 365;

export function consentConfig({ purposes, revision, project, secure }: ConsentSetup, hooks: Hooks): CookieConsentConfig {
  const choiceOf = ({ cookie }: { cookie: { consentId: string; categories: string[] } }): Choice => ({
    id: cookie.consentId,
    categories: cookie.categories,
    revision,
  });
  return {
    mode: 'opt-in',
    revision,
    autoShow: hooks.ask,
    manageScriptTags: false,
    hideFromBots: false,
    cookie: { name: 'cookie_consent', expiresAfterDays: year, sameSite: 'Lax', secure, domain: '' },
    guiOptions: {
      consentModal: { layout: 'box', position: 'bottom right', equalWeightButtons: true, flipButtons: false },
      preferencesModal: { layout: 'box', equalWeightButtons: true, flipButtons: false },
    },
    categories: {
      necessary: { enabled: true, readOnly: true },
      ...Object.fromEntries(
        purposes.map(({ id, services }) => [id, { enabled: false, autoClear: { cookies: clears(services), reloadPage: true } }]),
      ),
    },
    onConsent: ({ cookie }) => hooks.apply(cookie.categories),
    onFirstConsent: (seen) => hooks.prove(choiceOf(seen)),
    onChange: (seen) => {
      hooks.apply(seen.cookie.categories);
      hooks.prove(choiceOf(seen));
    },
    language: { default: 'en', translations: { en: words(purposes, project) } },
  };
}

/** `_ga_*` covers every property of Google Analytics. */
function clears(services: Purpose['services']): { name: string | RegExp }[] {
  return services.flatMap(({ cookies }) =>
    cookies.map((name) => ({ name: name.endsWith('*') ? new RegExp(`^${name.slice(0, -1)}`) : name })),
  );
}

function words(purposes: readonly Purpose[], project: string) {
  return {
    consentModal: {
      label: 'Cookies',
      title: 'May we measure?',
      description: `${project} works without it. If you allow it, the services named under "Choose" learn which pages you visit. You can change your mind at any time, at the foot of every page.`,
      acceptAllBtn: 'Allow',
      acceptNecessaryBtn: 'Refuse',
      showPreferencesBtn: 'Choose',
      footer: '<a href="/legal/privacy">Privacy</a> <a href="/legal/cookies">Cookies</a>',
    },
    preferencesModal: {
      title: 'Cookie settings',
      acceptAllBtn: 'Allow all',
      acceptNecessaryBtn: 'Refuse all',
      savePreferencesBtn: 'Save my choice',
      closeIconLabel: 'Close',
      sections: [
        {
          title: 'Necessary',
          description:
            'They keep you logged in and remember what you choose here. Nothing works without them, so they cannot be switched off.',
          linkedCategory: 'necessary',
        },
        ...purposes.map(({ id, title, about, services }) => ({
          title,
          description: `${about} ${services.map(({ name, about: does }) => `${name}: ${does}`).join(' ')}`,
          linkedCategory: id,
        })),
      ],
    },
  };
}
