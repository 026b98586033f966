/**
 * Legal & Compliance · what the live pages claim is compared with code and configuration, by the rules of `k77 legal check`: a page that says what the software does
 * not do is worse than none.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import type { LegalRecord } from '../src/legal/record.ts';
import { legalAddress } from '../src/phases/6.8-legal/addresses.ts';
import { internet } from '../src/vendors/internet.ts';
import { held } from './held.ts';
import { type LegalPages, legalPages, unreadable } from './legal-pages.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const shown = 3;
const all = ['6.8#006', '6.8#009', '6.8#029', 'post#092'] as const satisfies readonly BoxId[];

/** What a clause is about; one that no box names says what the pages as a whole say. */
function boxesOf(clause: string | undefined, rule: string): readonly BoxId[] {
  if (rule === 'retention-differs') return ['6.8#009'];
  if (clause === 'privacy.messages') return ['6.8#006', '6.8#029', 'post#092'];
  return clause?.startsWith('privacy.') ? ['6.8#006', 'post#092'] : all;
}

const truth = check({
  id: 'legal.claims-true',
  section: 'Legal & Compliance',
  phase: '6.8',
  title: 'What the live pages claim is what code and configuration do',
  guide: ['6.8/2', '6.8#006', '6.8#009', '6.8#029', 'post#092'],
  settings: held('6.8/2:processors', '6.8/2:retention'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE', 'BUSINESS_DETAILS', 'PROCESSORS'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const pages = await legalPages(context);
    const absent = unreadable(pages);
    if (absent !== undefined) return unknown(`${absent}: legal.pages says what to do`);
    // Heavy and seldom needed: it reads source by syntax trees.
    const [{ checkProject }, { readProject }] = await Promise.all([import('../src/legal/check.ts'), import('../src/legal/project.ts')]);
    const project = await readProject(context.files.root, context.clock.now().toISOString().slice(0, 10));
    const found = checkProject(pages.marked ? { ...project, record: recordOf(pages, project.record) } : project);
    const problems = found.contradictions.map(({ rule, saw, clause }) => wrongFor(boxesOf(clause, rule), `${clause ?? rule}: ${saw}`));
    // The others are counted, and still fail their boxes.
    const [more, rest] = [problems.length - shown, problems.slice(shown).flatMap(({ boxes }) => boxes)];
    return judge(context, {
      wrong: [...problems.slice(0, shown), wrongFor(rest, more > 0 && `and ${more} more`)],
      saw: `${pages.claims.length} claims of ${pages.all.filter(({ status }) => status === 200).length} live pages, ${found.rules} rules, ${found.files} files: nothing contradicts`,
      want: 'no clause that code, settings or answers contradict, no company that receives data unnamed, nothing left blank',
      from: `${legalAddress(context.values.domain, 'privacy')} and the others, and the files of this workspace`,
      fix: 'k77 legal check names each place, why it matters and what to do; pages that are older than the settings: k77 deploy 6.6',
    });
  },
});

/** As `docs/legal.json` would have it; made of what is live, and of what the file says that other builds would claim. */
function recordOf({ all }: LegalPages, written: LegalRecord): LegalRecord {
  const live = all.filter(({ status, clauses }) => status === 200 && clauses.length > 0);
  const documents = live.map(({ id, text, dates }) => ({
    id,
    version: /\bVersion\s+([\w.-]*\w)/.exec(text)?.[1] ?? '',
    effective: dates[0] ?? '',
    line: 1,
  }));
  const clauses = live.flatMap((page) => page.clauses.map(({ id }) => id));
  const claims = live.flatMap((page) =>
    page.clauses.flatMap(({ id, claims: made }) => made.map((claim) => ({ document: page.id, clause: id, claim, line: 1 }))),
  );
  const otherwise = written.claims.filter(
    ({ claim, with: needed, without }) => (needed ?? without) !== undefined && !claims.some((one) => one.claim === claim),
  );
  return { there: true, documents, clauses, claims: [...claims, ...otherwise] };
}

export const legalTruth: readonly AnyCheck[] = [truth];
