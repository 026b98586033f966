/** Cookie Policy: the table is the list that code sets cookies by. */
import type { LegalDocument, Section } from '../clause.ts';
import type { CookieFact, Facts } from '../facts.ts';
import { count, enumeration, line, link, list, para, table } from '../text.ts';
import { changeBlocks, pages } from './parts.ts';

const day = 86_400;

/** 2 592 000 → "30 days" */
export function lifetime(seconds: number | undefined): string {
  if (seconds === undefined) return 'Until you close the browser';
  if (seconds % (365 * day) === 0) return count(seconds / (365 * day), 'year');
  if (seconds % day === 0) return count(seconds / day, 'day');
  return count(Math.round(seconds / 60), 'minute');
}

const of = ({ cookies }: Facts, category: CookieFact['category']) => cookies.filter((cookie) => cookie.category === category);

function cookieTable(facts: Facts, category: CookieFact['category'], caption: string) {
  const rows = of(facts, category).map(({ shown, purpose, maxAgeSeconds, host, setBy }) => [
    shown,
    purpose,
    lifetime(maxAgeSeconds),
    setBy === 'us' ? `Us, on ${host === 'api' ? 'api.' : ''}${facts.domain}` : `${setBy}, on ${facts.domain}`,
  ]);
  return table(caption, ['Name', 'What it is for', 'How long it stays', 'Whose it is'], rows);
}

const claimsOf = (facts: Facts, category: CookieFact['category']) => of(facts, category).map(({ id }) => `cookie:${id}`);

const inUse: Section = {
  id: 'in-use',
  title: 'Cookies that we use',
  clauses: [
    {
      id: 'cookies.what',
      text: () => [
        para`A cookie is a short text that a website keeps in your browser. This page names every cookie that this website and its API set. The storage of a browser counts in the same way, and we say so where we use it.`,
      ],
    },
    {
      id: 'cookies.necessary',
      claims: (facts) => claimsOf(facts, 'necessary'),
      text: (facts) => [
        para`These are necessary for what you ask of us, such as logging in. They need no consent. Those for the login are set only when you log in.`,
        cookieTable(facts, 'necessary', 'Necessary cookies'),
      ],
    },
    {
      id: 'cookies.preferences',
      claims: (facts) => claimsOf(facts, 'preferences'),
      text: (facts) => [
        para`These are set only when you choose something yourself, to remember it, and go when you choose the device’s own setting again.`,
        cookieTable(facts, 'preferences', 'Cookies that remember a choice of yours'),
      ],
    },
    {
      id: 'cookies.analytics',
      when: ({ measuring }) => measuring.analytics,
      claims: (facts) => claimsOf(facts, 'analytics'),
      text: (facts) => [
        para`These are set only if you allow statistics. They make it possible to tell one visitor from another without knowing who it is; that is a pseudonym, not anonymity.`,
        cookieTable(facts, 'analytics', 'Cookies for statistics'),
      ],
    },
    {
      id: 'cookies.no-analytics',
      when: ({ measuring }) => !measuring.analytics,
      claims: () => ['no-analytics-cookies'],
      text: () => [para`We set no cookies for statistics.`],
    },
    {
      id: 'cookies.vercel',
      when: ({ measuring }) => measuring.vercelAnalytics || measuring.speedInsights,
      claims: ({ measuring }) => [
        ...(measuring.vercelAnalytics ? ['uses:vercel-analytics'] : []),
        ...(measuring.speedInsights ? ['uses:vercel-speed-insights'] : []),
      ],
      text: ({ measuring }) => [
        para`If you allow it, Vercel measures ${enumeration([
          ...(measuring.vercelAnalytics ? ['page views'] : []),
          ...(measuring.speedInsights ? ['how fast pages load'] : []),
        ])}. That works without cookies.`,
      ],
    },
    {
      id: 'cookies.no-ads',
      claims: () => ['no-ad-cookies'],
      text: () => [para`We set no cookies for advertising, and nobody else sets any through our pages.`],
    },
    {
      id: 'cookies.elsewhere',
      text: () => [
        para`Discord, when you log in, and Stripe, when you pay, set cookies on their own pages. ${link('Discord', 'https://discord.com/privacy')} and ${link('Stripe', 'https://stripe.com/cookies-policy/legal')} say which.`,
      ],
    },
  ],
};

const choice: Section = {
  id: 'settings',
  title: 'Your choice',
  clauses: [
    {
      id: 'cookies.consent',
      when: ({ choices }) => choices,
      claims: () => ['consent-first', 'nothing-preticked'],
      text: () => [
        para`On your first visit we ask what you allow. Nothing is ticked beforehand, and refusing takes no more clicks than agreeing. Until you agree, nothing that measures visits is loaded, and none of its cookies is set.`,
      ],
    },
    {
      id: 'cookies.withdraw',
      when: ({ choices }) => choices,
      claims: () => ['consent-reopened'],
      text: () => [
        para`You can change your mind at any time under “Cookie settings” at the foot of every page. What you no longer allow stops, and its cookies are deleted. What was measured before stays lawful.`,
      ],
    },
    {
      id: 'cookies.signals',
      when: ({ choices }) => choices,
      claims: () => ['gpc-honoured', 'dnt-honoured'],
      text: () => [
        para`If your browser sends Global Privacy Control or Do Not Track, we take that as a refusal and do not ask. You can still allow something in the settings yourself.`,
      ],
    },
    {
      id: 'cookies.record',
      when: ({ choices }) => choices,
      claims: () => ['consent-record'],
      text: ({ retention }) => [
        para`So that we can prove your choice, we keep it for ${count(retention.auditDays, 'day')}, with the time and a random number that stands in your cookie as well. Your name, your Discord id and your IP address are not part of it.`,
      ],
    },
    {
      id: 'cookies.nothing-to-choose',
      when: ({ choices }) => !choices,
      claims: () => ['no-choices'],
      text: () => [para`We use nothing that would need your consent, so we do not ask for it.`],
    },
    {
      id: 'cookies.browser',
      text: () => [
        para`Every browser can show and delete cookies, and refuse them. Without the necessary ones you cannot log in; the rest of the website works.`,
      ],
    },
  ],
};

const rest: Section = {
  id: 'changes',
  title: 'Changes',
  clauses: [
    {
      id: 'cookies.changes',
      claims: ({ legal }) => [`notice:${legal.noticeDays}`, 'policy-announcement'],
      text: (facts) => changeBlocks(facts, 'this policy'),
    },
    {
      id: 'cookies.asked-again',
      when: ({ choices }) => choices,
      claims: () => ['consent-asked-again'],
      text: () => [para`If cookies are added that need consent, you are asked again.`],
    },
    {
      id: 'cookies.more',
      text: () => [list(line`How we treat data in general: ${pages.privacy}.`)],
    },
  ],
};

export const cookies: LegalDocument = {
  id: 'cookies',
  title: 'Cookie Policy',
  about: ({ project }) => `Every cookie that the website of ${project} sets, and what you can choose.`,
  sections: [inUse, choice, rest],
};
