/** Who sells, and what consumers in Europe may do: both are asked for as soon as something is sold. */
import { type Project, settingsPath } from '../project.ts';
import type { LegalRule } from '../rule.ts';
import { isEurope, lineOfSetting } from '../settings.ts';

const sells = ({ record, settings }: Project): boolean =>
  record.claims.some(({ claim }) => claim === 'sells:premium') || settings.text.includes('"plans"');

export const operatorUnnamed: LegalRule = {
  id: 'operator-unnamed',
  title: 'Something is sold and the pages do not say by whom',
  reads: 'ours',
  kind: 'missing',
  why: 'a customer must know with whom the contract is, and people whose data they are',
  source: 'Directive 2000/31/EC art. 5, 2011/83/EU art. 6(1), GDPR art. 13(1)(a); Stripe asks for it on the website as well',
  fix: 'fill in business.operator, business.address and business.country in site.config.json, then npm run legal',
  find(project) {
    const { settings } = project;
    if (!sells(project)) return [];
    const { operator, address, country } = settings.business;
    const blanks = [
      ...(operator?.trim() ? [] : ['business.operator']),
      ...(address.length > 0 ? [] : ['business.address']),
      ...(country ? [] : ['business.country']),
    ];
    return blanks.map((name) => ({
      path: settingsPath,
      line: lineOfSetting(settings, name),
      clause: 'terms.operator',
      saw: `${name} is empty`,
    }));
  },
};

export const withdrawalShort: LegalRule = {
  id: 'withdrawal-short',
  title: 'Consumers in Europe get fewer than 14 days to withdraw',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the right cannot be shortened by a policy; without the instruction it lasts a year longer',
  source: 'Directive 2011/83/EU art. 9, 10 and 25; in the UK the Consumer Contracts Regulations 2013, reg. 30',
  fix: 'set refunds.euWithdrawalDays to 14, or take eu and uk out of legal.soldIn and do not sell there',
  find: ({ settings }) =>
    isEurope(settings) && settings.refunds.euWithdrawalDays < 14
      ? [
          {
            path: settingsPath,
            line: lineOfSetting(settings, 'refunds.euWithdrawalDays'),
            clause: 'refund.withdrawal',
            saw: `refunds.euWithdrawalDays is ${settings.refunds.euWithdrawalDays}, and legal.soldIn names ${settings.soldIn.join(', ')}`,
          },
        ]
      : [],
};

export const withdrawalFunction: LegalRule = {
  id: 'withdrawal-function',
  title: 'There is no page to withdraw from the contract',
  reads: 'ours',
  kind: 'contradiction',
  why: 'who sells to consumers through a website must offer withdrawal by a button there, easy to find and without a login',
  source: 'Directive (EU) 2023/2673, art. 11a of 2011/83/EU, since 2026-06-19',
  fix: 'k77 scaffold brings app/legal/withdraw/page.tsx back; link to it from the footer',
  find({ settings, files, code }) {
    if (!isEurope(settings)) return [];
    const page = [...files.keys()].find((path) => /(^|\/)app\/legal\/withdraw\/page\.[jt]sx?$/.test(path));
    const here = { path: settingsPath, line: lineOfSetting(settings, 'legal.soldIn'), clause: 'refund.withdrawal-how' };
    if (page === undefined) return [{ ...here, saw: `sold in ${settings.soldIn.join(', ')}; no app/legal/withdraw/page.tsx` }];
    const linked = code(/^dashboard-frontend\//).some(({ path, text }) => path !== page && text.includes('/legal/withdraw'));
    return linked ? [] : [{ path: page, line: 1, clause: 'refund.withdrawal-how', saw: 'no page links to it' }];
  },
};
