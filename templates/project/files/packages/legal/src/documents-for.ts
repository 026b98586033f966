/** The documents that are on, as pages show them. */
import { type DocumentId, type RenderedDocument, renderDocument } from './clause.ts';
import { documents } from './documents/index.ts';
import type { Facts } from './facts.ts';

export function documentsFor(facts: Facts): readonly RenderedDocument[] {
  return documents.map((document) => renderDocument(document, facts)).filter((rendered) => rendered !== undefined);
}

/** Undefined: there is no such document, or it is switched off. */
export function documentFor(id: string, facts: Facts): RenderedDocument | undefined {
  const found = documents.find((document) => document.id === (id as DocumentId));
  return found && renderDocument(found, facts);
}
