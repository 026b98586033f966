/** The library with its looks, as one part of the bundle that is fetched by itself. */
import 'vanilla-cookieconsent/dist/cookieconsent.css';
import './consent.css';

export { acceptCategory, eraseCookies, run, setCookieData, showPreferences, validConsent } from 'vanilla-cookieconsent';
