/** What the question and the settings say. */
import type { Translation } from 'vanilla-cookieconsent';
import type { Purpose } from './purposes.ts';

export function words(purposes: readonly Purpose[], project: string, signalled: boolean): Translation {
  return {
    consentModal: {
      label: 'Cookies',
      title: 'May we measure?',
      // Two short blocks, so that a question which comes late is not the largest thing on a phone's screen.
      description: `<span>${escaped(project)} works without it. If you allow it, the services named under "Choose" learn which pages you visit.</span> <span>You can change your mind at any time, at the foot of every page.</span>`,
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
        ...(signalled
          ? [
              {
                title: 'Your browser has answered for you',
                description:
                  'It asks sites not to track you, so everything optional is off and you were not asked. If you allow something here all the same, that counts for this site.',
              },
            ]
          : []),
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

/** The library takes HTML, and a name is whatever the operator wrote. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
