/** Words on pages that nobody can keep, and addresses that nobody reads. */
import { lineOf, type Project, places, recordPath, settingsPath, shown, type TextFile } from '../project.ts';
import type { Found, LegalRule } from '../rule.ts';
import { lineOfSetting } from '../settings.ts';

/** Files whose words customers read. */
const printed =
  /^(dashboard-frontend|frontend|web|app|src|pages|public|templates|packages\/legal\/src)\/|(^|\/)(legal|terms|privacy|refund|cookie)[^/]*\.(html?|[jt]sx?|py)$/i;

const boasts =
  /\b(?:fully|100 ?%|completely) (?:GDPR|CCPA|DSGVO|PCI)?[- ]?complian(?:t|ce)\b|\b(?:GDPR|CCPA|PCI(?:[- ]DSS)?|HIPAA|SOC ?2)[- ](?:certified|compliant)\b(?: ?:? ?yes)?|\bISO ?27001[- ]?certified\b|\bbank[- ](?:level|grade)\b|\bmilitary[- ]grade\b|\b100 ?% (?:secure|safe|uptime)\b|\b(?:unhackable|completely secure|absolutely secure)\b|\bcertified (?:secure|safe)\b|\b24\/7 security monitoring\b/gi;

export const boast: LegalRule = {
  id: 'boast',
  title: 'A page boasts of what nothing proves',
  reads: 'both',
  kind: 'contradiction',
  why: 'no code can be "100% secure", and nobody certified this; after an incident the sentence is the case',
  source: 'Directive 2005/29/EC annex I no. 2 and 4, 15 U.S.C. § 45; GDPR art. 42: certificates come from a body',
  fix: 'say what is done instead (TLS, hashed sessions, where cards are kept), or name the certificate and who gave it',
  find: ({ code }) =>
    code(printed).flatMap((file) => places(file, boasts).map(({ path, line, match }) => ({ path, line, saw: `"${shown(match[0])}"` }))),
};

export const mailboxUnrouted: LegalRule = {
  id: 'mailbox-unrouted',
  title: 'A page prints an address that receives no mail',
  reads: 'ours',
  kind: 'contradiction',
  why: 'withdrawals, requests and complaints that arrive nowhere count as received all the same',
  source: 'Directive 2000/31/EC art. 5(1)(c): an address by which one can be reached; GDPR art. 12(2)',
  fix: 'add the name to the answer mailboxes in k77.json and run k77 deploy 6.4, or print another address',
  find(project) {
    const { answers, settings } = project;
    if (typeof answers.mailboxes !== 'string') return [];
    const routed = new Set(
      answers.mailboxes
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((name) => `${name.toLowerCase()}@${settings.domain}`),
    );
    const configured = Object.entries(settings.mailboxes).map(([key, address]): Found & { address: string } => ({
      address,
      path: settingsPath,
      line: lineOfSetting(settings, `mailboxes.${key}`),
      saw: `mailboxes.${key} is ${address}`,
    }));
    return [...configured, ...inPages(project)]
      .filter(({ address }) => address.toLowerCase().endsWith(`@${settings.domain}`) && !routed.has(address.toLowerCase()))
      .map(({ address: _, ...found }) => ({ ...found, saw: `${found.saw}; routed are ${[...routed].join(', ') || 'none'}` }));
  },
};

function inPages({ code, settings: { domain } }: Project): (Found & { address: string })[] {
  if (domain === '') return [];
  const pattern = new RegExp(`[\\w.+-]+@${domain.replaceAll('.', '\\.')}`, 'gi');
  return code(/^(dashboard-frontend|packages\/legal)\//).flatMap((file) =>
    places(file, pattern).map(({ path, line, match }) => ({ path, line, address: match[0], saw: `prints ${match[0]}` })),
  );
}

const legalPath = /(legal|terms|privacy|refund|cookie|agb|datenschutz|impressum)[^/]*(\/|\.(html?|[jt]sx?|py|md)$)/i;

/** The pages of a project that is not ours; words in `where` decide. */
function legalPages({ files, code }: Project): TextFile[] {
  const texts = [...files].filter(([path]) => path.endsWith('.md') && /(^|\/)legal\//i.test(path)).map(([path, text]) => ({ path, text }));
  return [...code(legalPath), ...texts];
}

/** What a page written by hand says, and what must not be so (or must be) for it to stand. */
interface Phrase {
  id: string;
  title: string;
  says: RegExp;
  /** Told apart by the whole project; absent: the phrase is wrong by itself. */
  wrongWhen?: (project: Project) => string | undefined;
  why: string;
  source: string;
  fix: string;
}

const has = ({ files }: Project, pattern: RegExp, where = /\.([cm]?[jt]sx?|py|html?|json|toml|txt)$/): string | undefined =>
  [...files].find(([path, text]) => where.test(path) && !/(^|\/)legal\//.test(path) && pattern.test(text))?.[0];

const analytics = /googletagmanager\.com|GoogleAnalytics\b|\bgtag\(|posthog|mixpanel/;
const unfair = 'Directive 93/13/EEC art. 3 and annex no. 1(q): unfair terms do not bind consumers';

const phrases: readonly Phrase[] = [
  {
    id: 'placeholder',
    title: 'A legal page still has a blank to fill in',
    says: /\[(?:Your|Company|Business|Address|Date|State|Country|Jurisdiction|Email|Insert)[^\]\n]{0,40}\]|\bTODO\b|\blorem ipsum\b|\bG-X{6,}\b/gi,
    why: 'customers and authorities read it as it stands',
    source: 'Directive 2000/31/EC art. 5, GDPR art. 13(1)(a)',
    fix: 'fill it in; k77 scaffold generates the pages from your answers',
  },
  {
    id: 'analytics-called-anonymous',
    title: 'Analytics are called anonymous and use an id per visitor',
    says: /anonymi[sz]ed?\b[^.<]{0,60}\b(?:analytics|usage|statistics|data)\b|\b(?:analytics|statistics|usage data)\b[^.<]{0,60}\banonym/gi,
    wrongWhen: (project) => has(project, analytics),
    why: 'a random id that tells visitors apart is a pseudonym: personal data, with all that follows',
    source: 'GDPR art. 4(1), 4(5) and recital 26; CJEU C-582/14',
    fix: 'say "under a pseudonym", ask for consent, name Google as recipient',
  },
  {
    id: 'do-not-track-ignored',
    title: 'Do Not Track is said to be honoured and nothing reads it',
    says: /\b(?:honou?rs?|respects?)\b[^.<]{0,60}\b(?:Do Not Track|DNT|Global Privacy Control|GPC)\b/gi,
    wrongWhen: (project) => (has(project, /doNotTrack|globalPrivacyControl|["']dnt["']|sec-gpc/i) ? undefined : 'the code'),
    why: 'a promise about privacy that is not kept',
    source: 'Cal. Bus. & Prof. Code § 22575(b)(5), Cal. Code Regs. tit. 11 § 7025; 15 U.S.C. § 45',
    fix: 'read navigator.globalPrivacyControl and navigator.doNotTrack before anything is loaded',
  },
  {
    id: 'dispute-fee',
    title: 'Customers shall pay for a chargeback',
    says: /\b(?:chargeback|dispute)s?\b[^.<]{0,60}\b(?:fee|charged|\$ ?\d)|\bfee of[^.<]{0,30}\b(?:chargeback|dispute)/gi,
    why: 'a fee for using a right of the card holder binds no consumer, and card networks forbid it',
    source: `${unfair}; Visa Core Rules: no surcharge for disputes`,
    fix: 'take it out; answer disputes at Stripe with the facts instead',
  },
  {
    id: 'forced-arbitration',
    title: 'Consumers shall give up the courts',
    says: /\b(?:binding|mandatory) arbitration\b|\bclass[- ]action waiver\b|\bwaive[^.<]{0,40}\b(?:class action|jury trial)/gi,
    why: 'such a clause binds no consumer in the EU or the UK, and makes others around it doubtful',
    source: 'Directive 93/13/EEC annex no. 1(q), Directive 2013/11/EU art. 10; in the UK the Arbitration Act 1996 s. 91',
    fix: 'limit it to traders, or to consumers of countries where it holds, and let a lawyer word it',
  },
  {
    id: 'use-as-consent',
    title: 'Using the site is taken for a consent',
    says: /\bby (?:using|visiting|continuing)\b[^.<]{0,60}\b(?:you )?consent\b|\bcontinued use\b[^.<]{0,60}\b(?:acceptance|consent)\b/gi,
    why: 'doing nothing is no consent',
    source: 'GDPR art. 4(11) and recital 32; Directive 2019/770 art. 19 for changes',
    fix: 'name the ground for each purpose; ask where consent is the ground',
  },
  {
    id: 'cookie-invented',
    title: 'The policy lists a cookie that nothing sets',
    says: /\b_gid\b|\b_gat\b|\b__vercel_analytics\b/g,
    wrongWhen: () => 'the code',
    why: 'Google Analytics 4 sets _ga and _ga_<id>; Vercel Analytics sets none',
    source: 'GDPR art. 5(1)(a), 12(1)',
    fix: 'list what browsers really hold: developer tools, Application, Cookies',
  },
];

const byPhrase = ({ id, title, says, wrongWhen, why, source, fix }: Phrase): LegalRule => ({
  id,
  title,
  reads: 'other',
  kind: 'contradiction',
  why,
  source,
  fix,
  find(project) {
    const against = wrongWhen ? wrongWhen(project) : '';
    if (against === undefined) return [];
    return legalPages(project).flatMap((file) =>
      places(file, says).map(({ path, line, match }) => ({
        path,
        line,
        saw: `"${shown(match[0])}"${against ? `, against ${against}` : ''}`,
      })),
    );
  },
});

const withdrawalUntold: LegalRule = {
  id: 'withdrawal-untold',
  title: 'Something is sold and no page tells of the right of withdrawal',
  reads: 'other',
  kind: 'contradiction',
  why: 'consumers in the EU and the UK may withdraw for 14 days; untold, for a year and 14 days',
  source: 'Directive 2011/83/EU art. 6(1)(h), 9, 10, 11a',
  fix: 'tell of it on the refund page, with the model form, and offer the function that art. 11a asks for; k77 scaffold generates both',
  find(project) {
    const pages = legalPages(project);
    const sales = has(project, /\bstripe\b/i);
    const [first] = pages.filter(({ path }) => /refund|terms|(^|\/)legal\//i.test(path));
    if (
      !first ||
      !sales ||
      pages.some(({ text }) =>
        /\bwithdraw(?:al)?\b[^.<]{0,120}\b(?:14|fourteen)\b|\b(?:14|fourteen)[- ]days?\b[^.<]{0,120}\bwithdraw|Widerruf/i.test(text),
      )
    )
      return [];
    return [{ path: first.path, line: lineOf(first.text, 0), saw: `sold through Stripe (${sales}); no page speaks of withdrawal` }];
  },
};

export const handWritten: readonly LegalRule[] = [...phrases.map(byPhrase), withdrawalUntold];

export const recordPlaceholders: LegalRule = {
  id: 'placeholder-in-settings',
  title: 'A setting that pages print is still a placeholder',
  reads: 'ours',
  kind: 'contradiction',
  why: 'customers and authorities read it as it stands',
  source: 'Directive 2000/31/EC art. 5, GDPR art. 13(1)(a)',
  fix: `fill it in in site.config.json, then npm run legal, which writes ${recordPath}`,
  find: ({ settings }) =>
    places(
      { path: settingsPath, text: settings.text },
      /"[^"\n]*(?:\[Your[^\]]*\]|\bTODO\b|lorem ipsum|example\.(?:com|org))[^"\n]*"/gi,
    ).map(({ path, line, match }) => ({ path, line, saw: shown(match[0]) })),
};
