/** The record of the pages against `site.config.json`: is `docs/legal.json` what `npm run legal` would write now? */
import { type Project, recordPath, settingsPath } from '../project.ts';
import type { Found, LegalRule } from '../rule.ts';
import { isEurope, lineOfSetting, type Settings } from '../settings.ts';

const regenerate = 'decide which of the two is right; then npm run legal, and raise policies.version when a clause changed for customers';

export const recordMissing: LegalRule = {
  id: 'record-missing',
  title: 'There is no record of what the pages claim',
  reads: 'ours',
  kind: 'contradiction',
  why: 'what pages promise cannot be compared with the code',
  source: 'GDPR art. 5(2): who processes data must be able to show that it is done as stated',
  fix: 'npm run legal, and commit docs/legal.json',
  find: ({ record }) => (record.there ? [] : [{ path: recordPath, line: 1, saw: 'absent, or no such record' }]),
};

export const versionDiffers: LegalRule = {
  id: 'version-differs',
  title: 'Record and settings name different versions of the pages',
  reads: 'ours',
  kind: 'contradiction',
  why: 'nobody can tell to which text a customer agreed',
  source: 'GDPR art. 7(1) and the proof of any contract: the text that was agreed to must be known',
  fix: regenerate,
  find: ({ record, settings: { policies } }) =>
    record.documents.flatMap(({ id, version, effective, line }): Found[] => [
      ...(version === policies.version
        ? []
        : [{ path: recordPath, line, clause: id, saw: `${id} is version ${version}, site.config.json says ${policies.version}` }]),
      ...(effective === policies.effective
        ? []
        : [{ path: recordPath, line, clause: id, saw: `${id} holds from ${effective}, site.config.json says ${policies.effective}` }]),
    ]),
};

export const effectiveDate: LegalRule = {
  id: 'effective-date',
  title: 'The date from which the pages hold cannot be right',
  reads: 'ours',
  kind: 'contradiction',
  why: 'pages with a date ahead do not hold yet while the software already acts on them; one that is older than the version before it reaches back into the past',
  source: 'Directive (EU) 2019/770 art. 19 and contract law everywhere: changes are announced and never hold for the past',
  fix: 'set policies.effective to the day of publication, and list earlier versions in legal.history',
  find: ({ settings, today }) => {
    const { policies, legal } = settings;
    const here = (path: string, saw: string): Found => ({ path: settingsPath, line: lineOfSetting(settings, path), saw });
    const later = legal.history.filter(({ effective }) => effective >= policies.effective);
    const same = legal.history.filter(({ version }) => version === policies.version);
    return [
      ...(policies.effective > today ? [here('policies.effective', `${policies.effective} lies ahead of today, ${today}`)] : []),
      ...later.map(({ version, effective }) =>
        here('policies.effective', `${policies.effective} is not after version ${version} of ${effective}`),
      ),
      ...same.map(({ version }) => here('policies.version', `version ${version} stands among the earlier ones too`)),
    ];
  },
};

/** What a claim with a value has to say for given settings; several: each of them stands on the pages. */
interface Term {
  /** `refund:full-`: what stands before the value. */
  prefix: string;
  setting: string;
  /** Undefined: the claim must not be made. */
  value(settings: Settings): string | number | boolean | undefined;
}

const flag = (on: boolean): '' | undefined => (on ? '' : undefined);
const hasFull = ({ refunds }: Settings): boolean => refunds.fullDays > 0;
const hasPartial = ({ refunds }: Settings): boolean => refunds.partialDays > refunds.fullDays && refunds.partialPercent > 0;

const refundTerms: readonly Term[] = [
  { prefix: 'refund:full-', setting: 'refunds.fullDays', value: (s) => (hasFull(s) ? s.refunds.fullDays : undefined) },
  {
    prefix: 'refund:partial-',
    setting: 'refunds.partialDays',
    value: (s) => (hasPartial(s) ? `${s.refunds.partialDays}-${s.refunds.partialPercent}` : undefined),
  },
  { prefix: 'refund:none', setting: 'refunds', value: (s) => flag(!hasFull(s) && !hasPartial(s)) },
  { prefix: 'withdrawal:', setting: 'legal.soldIn', value: (s) => (isEurope(s) ? 14 : undefined) },
];

const retentionTerms: readonly Term[] = [
  { prefix: 'retention:inactive-', setting: 'retention.inactiveDays', value: ({ retention }) => retention.inactiveDays },
  { prefix: 'retention:deleted-', setting: 'retention.deletedDays', value: ({ retention }) => retention.deletedDays },
  { prefix: 'retention:audit-', setting: 'retention.auditDays', value: ({ retention }) => retention.auditDays },
  { prefix: 'retention:backup-', setting: 'retention.backupDays', value: ({ retention }) => retention.backupDays || undefined },
];

const otherTerms: readonly Term[] = [
  { prefix: 'age:', setting: 'legal.minimumAge', value: ({ legal }) => legal.minimumAge },
  { prefix: 'notice:', setting: 'legal.noticeDays', value: ({ legal }) => legal.noticeDays },
  { prefix: 'answer:', setting: 'legal.answerBusinessDays', value: ({ legal }) => legal.answerBusinessDays },
  { prefix: 'grace:', setting: 'premium.graceDays', value: ({ premium }) => premium.graceDays },
  { prefix: 'feature:giveaways', setting: 'features.giveaways', value: ({ features }) => flag(features.giveaways) },
  { prefix: 'intent:GuildMembers', setting: 'features.roleAtJoin', value: ({ features }) => flag(features.roleAtJoin) },
  { prefix: 'no-member-events', setting: 'features.roleAtJoin', value: ({ features }) => flag(!features.roleAtJoin) },
  { prefix: 'terms-at-checkout', setting: 'checkout.termsRequired', value: ({ checkout }) => flag(checkout.termsRequired) },
  { prefix: 'promotion-codes', setting: 'checkout.promotionCodes', value: ({ checkout }) => flag(checkout.promotionCodes) },
  { prefix: 'uses:vercel-analytics', setting: 'measuring.vercelAnalytics', value: ({ measuring }) => flag(measuring.vercelAnalytics) },
  { prefix: 'uses:vercel-speed-insights', setting: 'measuring.speedInsights', value: ({ measuring }) => flag(measuring.speedInsights) },
];

/** Both ways: a claim with another value, and a setting that no clause tells. */
function termsDiffer(terms: readonly Term[]): LegalRule['find'] {
  return ({ record, settings }: Project) =>
    terms.flatMap(({ prefix, setting, value }): Found[] => {
      const made = record.claims.filter(({ claim }) =>
        prefix.endsWith(':') || prefix.endsWith('-') ? claim.startsWith(prefix) : claim === prefix,
      );
      const wanted = value(settings);
      const meant = wanted === undefined ? undefined : `${prefix}${wanted}`;
      const wrong = made.filter(({ claim }) => claim !== meant);
      const found = wrong.map(({ clause, claim, line }) => ({
        path: recordPath,
        line,
        clause,
        saw: `claims ${claim}; by ${setting} it is ${meant ?? 'not so'}`,
      }));
      const untold = meant !== undefined && record.there && made.length === 0;
      return untold
        ? [{ path: settingsPath, line: lineOfSetting(settings, setting), saw: `${setting} means ${meant}, which no clause claims` }]
        : found;
    });
}

export const refundDiffers: LegalRule = {
  id: 'refund-differs',
  title: 'Refunds are promised otherwise than they are decided',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the API decides by site.config.json; a customer who was promised more will get it, by dispute if need be',
  source:
    'Directive 2005/29/EC art. 6 and 15 U.S.C. § 45: statements about refunds must be true; Stripe and card networks judge disputes by the published policy',
  fix: regenerate,
  find: termsDiffer(refundTerms),
};

export const retentionDiffers: LegalRule = {
  id: 'retention-differs',
  title: 'Data are kept longer or shorter than the privacy policy says',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the jobs delete by site.config.json, people were told another time',
  source: 'GDPR art. 13(2)(a) and 5(1)(e); Discord Developer Policy: keep data no longer than you said you would',
  fix: regenerate,
  find: termsDiffer(retentionTerms),
};

export const termDiffers: LegalRule = {
  id: 'term-differs',
  title: 'A clause says something else than the settings',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the software acts on the settings and customers on the page',
  source: 'Directive 2005/29/EC art. 6, 15 U.S.C. § 45: statements to consumers must be true',
  fix: regenerate,
  find: termsDiffer(otherTerms),
};
