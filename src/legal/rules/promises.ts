/** Clauses that promise something the code must do, or must not do. */
import { type Project, places, recordPath } from '../project.ts';
import type { Found, LegalRule } from '../rule.ts';

const frontend = /^dashboard-frontend\//;
const api = /^dashboard\/src\//;

/** A claim, and what has to stand in the code for it to be true. */
interface Promised {
  claim: string;
  where: RegExp;
  code: RegExp;
  says: string;
}

const promises: readonly Promised[] = [
  { claim: 'gpc-honoured', where: frontend, code: /globalPrivacyControl|sec-gpc/i, says: 'nothing reads Global Privacy Control' },
  { claim: 'dnt-honoured', where: frontend, code: /doNotTrack|["']dnt["']/i, says: 'nothing reads Do Not Track' },
  {
    claim: 'consent-reopened',
    where: frontend,
    code: /showPreferences|show-?preferencesModal/,
    says: 'nothing opens the cookie settings again',
  },
  { claim: 'consent-record', where: api, code: /['"`/]consent\b/, says: 'the API keeps no record of choices' },
  { claim: 'withdrawal-function', where: api, code: /withdrawal/, says: 'the API takes no declarations of withdrawal' },
  { claim: 'export', where: api, code: /["'`/](data-)?export\b/, says: 'the API hands out no data' },
  { claim: 'delete', where: api, code: /["'`/](account-)?(delete|deletion|erase)\b/, says: 'the API deletes no account' },
  { claim: 'refund-request', where: api, code: /refund/, says: 'the API takes no requests for refunds' },
  { claim: 'forgery-protection', where: api, code: /csrf/i, says: 'the API does not check for forged requests' },
  {
    claim: 'sentry-scrubbed',
    where: /\/(sentry|observability)\//,
    code: /beforeSend|scrub/i,
    says: 'nothing is taken out of reports to Sentry',
  },
  {
    claim: 'session-hashed',
    where: /^(dashboard|packages)\//,
    code: /createHash|subtle\.digest|createHmac/,
    says: 'nothing hashes sessions',
  },
];

export const promiseBroken: LegalRule = {
  id: 'promise-without-code',
  title: 'A clause promises what the software does not do',
  reads: 'ours',
  kind: 'contradiction',
  why: 'customers and authorities take the page at its word',
  source: 'GDPR art. 5(1)(a); Directive 2005/29/EC art. 6; 15 U.S.C. § 45 (unkept promises about privacy are a deceptive practice)',
  fix: 'k77 scaffold brings the code of the template back; or take the clause out of packages/legal/src/documents',
  find({ record, code }) {
    return promises.flatMap(({ claim, where, code: wanted, says }): Found[] => {
      const made = record.claims.find((one) => one.claim === claim);
      if (!made || code(where).some(({ text }) => wanted.test(text))) return [];
      return [{ path: recordPath, line: made.line, clause: made.clause, saw: `claims ${claim}; ${says}` }];
    });
  },
};

const intents: readonly { intent: string; python: string; denied: string }[] = [
  { intent: 'MessageContent', python: 'message_content', denied: 'no-message-content' },
  { intent: 'GuildMembers', python: 'members', denied: 'no-member-events' },
  { intent: 'GuildPresences', python: 'presences', denied: 'no-member-events' },
];

export const intentDenied: LegalRule = {
  id: 'intent-denied',
  title: 'The bot asks Discord for what the privacy policy says it does not read',
  reads: 'ours',
  kind: 'contradiction',
  why: 'with the intent, Discord sends it, whether the code looks at it or not',
  source: 'Discord Developer Policy (say what you collect, ask for no more than you need); GDPR art. 5(1)(c), 13(1)',
  fix: 'take the intent out; or say in packages/legal/src/documents/privacy.ts what is read, why and how long it is kept, and drop the claim',
  find: (project) =>
    intents.flatMap(({ intent, python, denied }): Found[] => {
      const claim = project.record.claims.find((one) => one.claim === denied);
      if (!claim) return [];
      return asked(project, intent, python).map((place) => ({
        ...place,
        clause: claim.clause,
        saw: `asks for ${intent}; ${claim.clause} claims ${denied}`,
      }));
    }),
};

/** An intent in a list of intents. A file with `feature: 'roleAtJoin'` asks only while that feature is on. */
function asked({ code, settings }: Project, intent: string, python: string): { path: string; line: number }[] {
  const patterns = [
    new RegExp(`\\bintents\\b[^;={\\n]*[:=(]\\s*(?:new \\w+\\()?\\[[^\\]]*\\b${intent}\\b`, 'g'),
    new RegExp(`\\bintents\\b\\s*[:=][^;\\[{]*\\bIntents?(?:Bits)?\\.(?:Flags\\.)?${intent}\\b`, 'g'),
    new RegExp(`\\bintents\\.${python}\\s*=\\s*True`, 'g'),
  ];
  return code(/^(bot|worker)\//)
    .filter(({ text }) => {
      const feature = /\bfeature:\s*'(\w+)'/.exec(text)?.[1];
      return feature !== 'roleAtJoin' || settings.features.roleAtJoin;
    })
    .flatMap((file) => patterns.flatMap((pattern) => places(file, pattern).map(({ path, line }) => ({ path, line }))));
}

export const emailAsked: LegalRule = {
  id: 'email-asked',
  title: 'The login asks Discord for the e-mail address, the privacy policy says it does not',
  reads: 'ours',
  kind: 'contradiction',
  why: 'Discord shows every user what is asked for',
  source: 'Discord Developer Policy; GDPR art. 5(1)(c), 13(1)',
  fix: 'take "email" out of the scopes of the login',
  find({ record, code }) {
    const claim = record.claims.find((one) => one.claim === 'no-email');
    if (!claim) return [];
    return code(api)
      .flatMap((file) => places(file, /\bscopes?\b["']?\s*[:=]\s*\[?\s*["'`][^;\n]*\bemail\b/g))
      .map(({ path, line }) => ({ path, line, clause: claim.clause, saw: 'the scope "email"' }));
  },
};
