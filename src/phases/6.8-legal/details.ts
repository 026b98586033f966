/**
 * Guide 6.8/1 to 6.8/4: the legal pages are the template's; who stands on them is answered here. What the operator wrote into these sections besides stays.
 */
import type { Values } from '../../core/keys.ts';
import { type Context, task } from '../../core/task.ts';
import { readSection, writeSection } from '../site-config.ts';
import { contactIn, disputeBodyIn, linesIn, type OptionalPage, optionalPages, wordsIn } from './answers.ts';
import { fingerprintOf } from './fingerprint.ts';
import { dateRecord, recordAgrees } from './record.ts';

type Section = Readonly<Record<string, unknown>>;

interface Details {
  business: Section;
  legal: Section;
  /** The pages say since when they hold. */
  dated: boolean;
  /** As the file has them: what the operator added, too. */
  whole?: readonly unknown[];
}

const optional = [
  'businessRegister',
  'businessVatId',
  'businessPhone',
  'governingLaw',
  'disputeBody',
  'dataOfficer',
  'euRepresentative',
  'ukRepresentative',
  'legalPages',
] as const;

export const details = task({
  id: 'legal.details',
  guide: ['6.8/1', '6.8/2', '6.8/3', '6.8/4', '6.8#001', '6.8#002', '6.8#003', '6.8#004', '6.8#011', '6.8#025'],
  settings: [
    { id: '6.8/1:operator', says: 'Legal name, postal address and country of the business, on every page that names a contract partner' },
    { id: '6.8/1:law', says: 'Governing law as answered; no arbitration clause and no class waiver are imposed on consumers' },
    { id: '6.8/1:version', says: 'Version 1.0 and the day from which it holds' },
  ],
  title: 'Put the details of the business on the legal pages',
  uses: [],
  needs: ['businessName', 'businessAddress', 'businessCountry', 'soldIn', 'minimumAge'],
  tolerates: optional,
  want: (values): Details => ({ business: businessOf(values), legal: legalOf(values), dated: true }),

  async read(context): Promise<Details | undefined> {
    const [business, legal, policies] = await sectionsIn(context);
    if (Object.keys(business).length === 0) return undefined;
    const dated = typeof policies.effective === 'string' && (await recordAgrees(context, policies));
    return { business, legal, dated, whole: [business, legal, policies] };
  },

  async apply(context, want): Promise<Details> {
    const [business, legal, policies] = await sectionsIn(context);
    const now = [merged(business, want.business), merged(legal, want.legal)] as const;
    await writeSection(context, 'business', now[0]);
    await writeSection(context, 'legal', now[1]);
    const today = context.clock.now().toISOString().slice(0, 10);
    const dated = policies.effective === undefined ? { version: '1.0', ...policies, effective: today } : policies;
    if (policies.effective === undefined) await writeSection(context, 'policies', dated);
    await dateRecord(context, dated);
    context.note('k77 legal check compares the pages with the code; where you work on it, npm run legal writes docs/legal.json anew');
    return { business: now[0], legal: now[1], dated: true, whole: [...now, dated] };
  },

  /** What was answered goes; the day from which the pages held stays. */
  async undo(context) {
    const [business, legal] = await sectionsIn(context);
    await writeSection(context, 'business', without(business, ownBusiness));
    await writeSection(context, 'legal', without(legal, ownLegal));
  },
  gives: { BUSINESS_DETAILS: ({ whole }: Details) => whole && fingerprintOf(...whole) },
});

const ownBusiness = ['operator', 'address', 'country', 'register', 'vatId', 'phone', 'representatives', 'dataProtectionOfficer'];
const ownLegal = ['soldIn', 'governingLaw', 'disputeBody', 'minimumAge', 'pages'];

/** Only what was answered: a blank leaves alone what stands there. */
function businessOf(values: Partial<Values>): Section {
  const eu = contactIn(values.euRepresentative);
  const uk = contactIn(values.ukRepresentative);
  return answered({
    operator: values.businessName?.trim(),
    address: linesIn(values.businessAddress),
    country: values.businessCountry,
    register: values.businessRegister?.trim() || undefined,
    vatId: values.businessVatId?.trim() || undefined,
    phone: values.businessPhone?.trim() || undefined,
    representatives: eu || uk ? answered({ eu, uk }) : undefined,
    dataProtectionOfficer: contactIn(values.dataOfficer),
  });
}

function legalOf(values: Partial<Values>): Section {
  const pages = wordsIn(values.legalPages).filter((page): page is OptionalPage => Object.hasOwn(optionalPages, page));
  return answered({
    soldIn: wordsIn(values.soldIn),
    governingLaw: values.governingLaw?.trim() || undefined,
    disputeBody: disputeBodyIn(values.disputeBody),
    minimumAge: Number(values.minimumAge),
    pages: pages.length > 0 ? Object.fromEntries(pages.map((page) => [optionalPages[page], true])) : undefined,
  });
}

function answered(section: Section): Section {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined));
}

async function sectionsIn(context: Pick<Context, 'files'>): Promise<readonly [Section, Section, Section]> {
  const of = async (name: string): Promise<Section> => ((await readSection(context, name)) ?? {}) as Section;
  return [await of('business'), await of('legal'), await of('policies')];
}

/** One level deep: switches and representatives that were not answered stay, too. */
function merged(there: Section, wanted: Section): Section {
  const both = Object.entries(wanted).map(([name, value]) => {
    const before = there[name];
    return [name, isPlain(value) && isPlain(before) ? { ...before, ...value } : value];
  });
  return { ...there, ...Object.fromEntries(both) };
}

function isPlain(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(section: Section, names: readonly string[]): Section | undefined {
  const left = Object.entries(section).filter(([name]) => !names.includes(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
