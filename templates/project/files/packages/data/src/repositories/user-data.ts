/** Export and deletion over whatever collections the plan names; the documents may be the operator's own. */
import type { EraseStep, SubjectFilter } from '@k77/core';
import { Binary, ObjectId } from 'mongodb';
import type { UserData } from '../ports/user-data.ts';
import type { Document, Documents, Filter, Store } from '../store/documents.ts';

export function userDataIn(store: Store): UserData {
  return {
    async export(steps) {
      const parts = steps.map(async ({ collection, filter, without }) => {
        const found = await store.collection(collection).list(about(filter));
        return [collection, found.map((document) => readable(onlyAbout(document, filter), without))] as const;
      });
      return Object.fromEntries((await Promise.all(parts)).filter(([, list]) => list.length > 0));
    },
    async erase(steps) {
      const touched: Record<string, number> = {};
      for (const step of steps)
        touched[step.collection] = (touched[step.collection] ?? 0) + (await erase(store.collection(step.collection), step));
      return touched;
    },
    async purgeGuild(guildId, plan) {
      const counts = await Promise.all(plan.map(({ collection, field }) => store.collection(collection).remove({ [field]: guildId })));
      return counts.reduce((sum, one) => sum + one, 0);
    },
  };
}

function about({ fields, id }: SubjectFilter): Filter {
  return { $or: fields.map((field) => ({ [field]: id })) };
}

async function erase(documents: Documents, step: EraseStep): Promise<number> {
  const { filter } = step;
  if (step.action === 'keep') return 0;
  if (step.action === 'delete') return documents.remove(about(filter));
  const touched = await documents.count(about(filter));
  if (step.action === 'pull') {
    for (const list of step.from) await documents.changeAll({ [list]: filter.id }, { $pull: { [list]: filter.id } });
  } else {
    await clearTexts(documents, filter, step.clear);
  }
  for (const field of step.ids) await documents.changeAll({ [field]: filter.id }, { $set: { [field]: step.pseudonym } });
  return touched;
}

/** Texts go from documents about the person, not from those that the person wrote about others: the first subject is whom a document is about. */
async function clearTexts(documents: Documents, { fields: [subject], id }: SubjectFilter, clear: readonly string[]): Promise<void> {
  if (subject === undefined || clear.length === 0) return;
  await documents.changeAll({ [subject]: id }, { $set: Object.fromEntries(clear.map((field) => [field, null])) });
}

/** Without the others: who else stands in the fields and lists of people, and whatever inside names somebody else. */
function onlyAbout(document: Document, { fields, id }: SubjectFilter): Document {
  const isId = (value: unknown) => String(value) === id;
  const isOfOther = (value: unknown) => isPlain(value) && fields.some((field) => value[field] !== undefined && !isId(value[field]));
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((one) => !isOfOther(one)).map(inside);
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (isOfOther(one) ? [] : [[name, inside(one)]])));
  };
  const kept = Object.entries(document).flatMap(([field, value]) => {
    if (!fields.includes(field)) return [[field, inside(value)]];
    if (Array.isArray(value)) return [[field, value.filter(isId)]];
    return isId(value) ? [[field, value]] : [];
  });
  return Object.fromEntries(kept);
}

function isPlain(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function readable(document: Document, without: readonly string[]): Document {
  const kept = Object.entries(document).filter(([field, value]) => !without.includes(field) && !(value instanceof Binary));
  return Object.fromEntries(kept.map(([field, value]) => [field, plain(value)]));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  return value;
}
