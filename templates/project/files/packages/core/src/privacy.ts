/**
 * What to do when somebody asks for their data, or asks to be forgotten: a plan made from the data map. Adapters carry it out.
 */
import { type DataMapEntry, dataMap, policy } from '@k77/config';

/** A document matches when any of its subject fields holds the id. */
export interface SubjectFilter {
  fields: readonly string[];
  id: string;
}

export interface ExportStep {
  collection: string;
  filter: SubjectFilter;
  purpose: string;
  /** Fields that are left out. Lists of people are reduced to the one who asks. */
  without: readonly string[];
}

export type EraseStep = { collection: string; filter: SubjectFilter } & (
  | { action: 'delete' }
  /** `ids` that equal the subject become the pseudonym, `clear` becomes null. */
  | { action: 'pseudonymise'; ids: readonly string[]; clear: readonly string[]; pseudonym: string }
  | { action: 'pull'; from: readonly string[]; ids: readonly string[]; pseudonym: string }
  | { action: 'keep'; why: string }
);

export function exportPlan(userId: string, map: readonly DataMapEntry[] = dataMap): readonly ExportStep[] {
  return map.map(({ collection, subjects, purpose, exportWithout }) => ({
    collection,
    filter: { fields: subjects, id: userId },
    purpose,
    without: exportWithout,
  }));
}

/** @param pseudonym stands for the person wherever a document must stay; random, kept nowhere */
export function erasePlan(userId: string, pseudonym: string, map: readonly DataMapEntry[] = dataMap): readonly EraseStep[] {
  return map.map((entry) => eraseStep(entry, userId, pseudonym));
}

function eraseStep({ collection, subjects, erasure }: DataMapEntry, id: string, pseudonym: string): EraseStep {
  const base = { collection, filter: { fields: subjects, id } };
  switch (erasure.how) {
    case 'delete':
      return { ...base, action: 'delete' };
    case 'keep':
      return { ...base, action: 'keep', why: erasure.why };
    case 'pull':
      return { ...base, action: 'pull', from: erasure.from, ids: erasure.ids, pseudonym };
    case 'pseudonymise':
      return { ...base, action: 'pseudonymise', ids: erasure.ids, clear: erasure.clear, pseudonym };
  }
}

/** Collections whose documents go when the bot has left a server for good; what was paid for and what tax law wants stays. */
export function purgePlan(map: readonly DataMapEntry[] = dataMap): readonly { collection: string; field: string }[] {
  return map
    .filter(({ retention, erasure }) => retention !== 'tax' && erasure.how !== 'keep')
    .flatMap(({ collection, guild }) => (guild === undefined ? [] : [{ collection, field: guild }]));
}

const day = 86_400_000;

/** Until when a request must be answered by law. */
export function answerDue(requestedAt: Date, law: keyof typeof policy.answerDays = 'gdpr'): Date {
  return new Date(requestedAt.getTime() + policy.answerDays[law] * day);
}
