/** Asks once, remembers, proves, and says what may run: the library at work in a page. Fetched only where there is something to ask. */
import { clearingsOf } from './clearing.ts';
import { type ConsentSetup, consentConfig } from './consent-config.ts';
import { acceptCategory, eraseCookies, run, setCookieData, showPreferences, validConsent } from './library.ts';
import { proveChoice } from './prove-choice.ts';
import type { Purpose } from './purposes.ts';
import { chosenIn, refusesBySignal, rule, type Signals } from './refusal.ts';

export interface ConsentOptions extends Pick<ConsentSetup, 'purposes' | 'revision' | 'project'> {
  apiUrl: string;
  /** What is allowed from now on. */
  apply(categories: readonly string[]): void;
}

export async function startConsent({ apiUrl, apply, ...about }: ConsentOptions): Promise<void> {
  const signals = navigator as Signals;
  const signalled = refusesBySignal(signals);
  const ruling = rule(signals, chosenIn(document.cookie, about.revision));
  const setup = { ...about, secure: location.protocol === 'https:', hostname: location.hostname, signalled };
  // What lies here without being allowed is from before a signal, a refusal elsewhere, or another program.
  if (!ruling.allowed.includes('analytics')) erase(about.purposes, location.hostname);
  let overruled = ruling.overruled;
  await run(
    consentConfig(setup, {
      ask: ruling.ask,
      chosen(choice) {
        if (!overruled) setCookieData({ value: { despiteSignal: signalled } });
        void proveChoice(apiUrl, choice);
      },
      apply: (categories) => apply(overruled ? [] : categories),
    }),
  );
  // Written down as the refusal that it is; the page loads anew, without what ran before.
  if (overruled && validConsent()) acceptCategory([]);
  overruled = false;
  openOnClick();
}

function erase(purposes: readonly Purpose[], hostname: string): void {
  const all = purposes.flatMap(({ services }) => clearingsOf(services, hostname));
  for (const { name, domain } of all) eraseCookies(name, '/', domain);
}

/** The library knows the links that were there when it began; pages come and go. */
function openOnClick(): void {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || event.target.closest('[data-cc="show-preferencesModal"]') === null) return;
    event.preventDefault();
    showPreferences();
  });
}
