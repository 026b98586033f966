/**
 * Faults in the dashboard: guide 6.6 (headers, caching, previews), 6.7/7 (analytics), 6.8 (consent, legal pages).
 */
import type { Rule } from '../rule.ts';
import type { Source } from '../source.ts';

const isPage = ({ language }: Source): boolean => language === 'javascript';

/** Every match of a pattern in files of a kind. */
function matching(accept: (source: Source) => boolean, pattern: RegExp): Rule['find'] {
  return (source) =>
    accept(source) ? [...source.text.matchAll(pattern)].map((found) => ({ at: found.index, saw: found[0].trim().slice(0, 60) })) : [];
}

export const pages: readonly Rule[] = [
  {
    id: 'consent-preticked',
    title: 'A consent is ticked before anybody chose',
    weight: 'blocker',
    guide: ['6.8/5'],
    why: 'a box that is ticked already is no consent (CJEU C-673/17, Planet49)',
    fix: 'start every category but the necessary one unticked',
    find: matching(
      (source) => isPage(source) && /cookie|consent/i.test(source.path + source.text.slice(0, 4000)),
      /<input\b[^>]*\bdefaultChecked(?!=\{false\})[^>]*>/g,
    ),
  },
  {
    id: 'consent-save-rejects',
    title: '"Save preferences" rejects whatever is ticked',
    weight: 'blocker',
    guide: ['6.8/5'],
    why: 'the visitor chooses and is not heard',
    fix: 'save what is ticked; vanilla-cookieconsent does it',
    find: matching(isPage, /onClick=\{\s*(?:\(\)\s*=>\s*)?reject\w*(?:\(\))?\s*\}[^<]*>\s*Save\b/gi),
  },
  {
    id: 'analytics-before-consent',
    title: 'Google Analytics is loaded before anybody agreed',
    weight: 'blocker',
    guide: ['6.7/7', '6.8/5'],
    why: 'the first page view is sent, and cookies are set, before a choice',
    fix: 'mount it only after analytics was accepted, with consent defaults denied before it',
    find: (source) => {
      if (!isPage(source) || !/(^|\/)layout\.[jt]sx?$/.test(source.path)) return [];
      const gated = /\b(consent|accepted|hasConsent|analyticsAllowed)\w*\s*&&\s*\(?\s*<(?:GoogleAnalytics|Script)/i.test(source.text);
      if (gated) return [];
      return [...source.text.matchAll(/<GoogleAnalytics\b|googletagmanager\.com\/gtag/g)].map((found) => ({
        at: found.index,
        saw: found[0],
      }));
    },
  },
  {
    id: 'analytics-placeholder',
    title: 'The measurement id is a placeholder',
    weight: 'warning',
    guide: ['6.7/7'],
    why: 'nothing is measured',
    fix: 'read it from NEXT_PUBLIC_GA_ID',
    find: matching(isPage, /["'`]G-X{6,}["'`]/g),
  },
  {
    id: 'preview-password-in-source',
    title: 'The password of the previews stands in the source',
    weight: 'blocker',
    guide: ['6.6/14'],
    why: 'whoever reads the repository reads the previews; and the comparison tells how much of it was right',
    fix: 'protect previews at Vercel, or compare PREVIEW_PASSWORD from the environment in constant time; a missing variable must refuse',
    find: (source) =>
      isPage(source) && /(^|\/)(middleware|proxy)\.[jt]s$/.test(source.path)
        ? [...source.text.matchAll(/\b(?:pass\w*|pwd|secret)\s*[!=]==?\s*["'][^"']+["']/gi)].map((found) => ({
            at: found.index,
            saw: 'a password compared with a text in the source',
          }))
        : [],
  },
  {
    id: 'cached-for-a-year',
    title: 'The root layout caches every page for a year',
    weight: 'blocker',
    guide: ['6.6/12'],
    why: 'pages of logged-in users are served from the cache, to others as well, until the next deploy',
    fix: 'set revalidate on the pages that are the same for everybody',
    find: (source) =>
      /(^|\/)app\/layout\.[jt]sx?$/.test(source.path)
        ? [...source.text.matchAll(/export\s+const\s+revalidate\s*=\s*\d+/g)].map((found) => ({ at: found.index, saw: found[0] }))
        : [],
  },
  {
    id: 'redirect-by-forwarded-proto',
    title: 'Next.js redirects to HTTPS by x-forwarded-proto',
    weight: 'warning',
    guide: ['6.4/6'],
    why: 'Vercel does it already; behind a proxy that speaks HTTP to the origin it loops, and previews are sent to production',
    fix: 'remove it; redirect www to the apex in the settings of the host',
    find: matching((source) => isPage(source) && /next\.config\.\w+$/.test(source.path), /key:\s*["']x-forwarded-proto["']/g),
  },
  {
    id: 'hsts-preload',
    title: 'HSTS asks for the preload list',
    weight: 'warning',
    guide: ['6.6/8', '6.4/4'],
    why: 'it binds every subdomain for years and is slow to take back; a status page on another host breaks at once',
    fix: 'start with max-age=300, raise it in steps; k77 deploy 6.4 does',
    find: (source) =>
      [...source.text.matchAll(/max-age=\d+;\s*includeSubDomains;\s*preload/gi)].map((found) => ({ at: found.index, saw: found[0] })),
  },
  {
    id: 'xss-protection-header',
    title: 'X-XSS-Protection is switched on',
    weight: 'warning',
    guide: ['6.6/8'],
    why: 'browsers dropped it because it opened holes of its own',
    fix: 'remove it and set a Content-Security-Policy',
    find: matching((source) => source.language !== 'text', /X-XSS-Protection["'][^}\n]*["']1\b/gi),
  },
  {
    id: 'image-hosts-wide',
    title: 'Images may come from hosts that strangers control',
    weight: 'warning',
    guide: ['6.6/8'],
    why: 'your server fetches and serves what anybody uploads there; images.domains is deprecated besides',
    fix: 'images.remotePatterns with cdn.discordapp.com and the paths in use',
    find: matching(
      (source) => isPage(source) && /next\.config\.\w+$/.test(source.path),
      /\bdomains:\s*\[[^\]]*\]|hostname:\s*["']\*\*\.[^"']+["']/g,
    ),
  },
  {
    id: 'legal-placeholder',
    title: 'A legal page still has a blank to fill in',
    weight: 'blocker',
    guide: ['6.8/1'],
    why: 'customers and authorities read it as it stands',
    fix: 'fill it in; k77 generates the pages from your answers',
    find: matching(
      (source) => /legal|terms|privacy|refund|cookie/i.test(source.path),
      /\[(?:Your|Company|Business|Address|Date|State|Country|Jurisdiction|Email)[^\]\n]{0,40}\]/g,
    ),
  },
];
