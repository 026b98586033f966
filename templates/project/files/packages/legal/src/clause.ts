/**
 * A legal document as data: documents → sections → clauses. A clause appears only when its `when` holds, and what it asserts about the software stands beside
 * it as claims, which `k77 legal check` compares with code and configuration.
 */
import type { Facts } from './facts.ts';
import type { Block } from './text.ts';

export const documentIds = ['terms', 'privacy', 'refund', 'cookies', 'acceptable-use', 'dmca', 'community', 'api'] as const;
export type DocumentId = (typeof documentIds)[number];

export interface Clause {
  /** `privacy.messages`: stable, the anchor on the page. */
  id: string;
  when?: (facts: Facts) => boolean;
  /** What it asserts that software or settings can contradict: `no-message-content`, `refund:full-7`, `uses:sentry`. */
  claims?: (facts: Facts) => readonly string[];
  text(facts: Facts): readonly Block[];
}

export interface Section {
  id: string;
  title: string;
  clauses: readonly Clause[];
}

export interface LegalDocument {
  id: DocumentId;
  title: string;
  /** One sentence for the head of the page and for search engines. */
  about(facts: Facts): string;
  when?: (facts: Facts) => boolean;
  sections: readonly Section[];
}

export interface RenderedClause {
  id: string;
  claims: readonly string[];
  blocks: readonly Block[];
}

export interface RenderedSection {
  id: string;
  title: string;
  clauses: readonly RenderedClause[];
}

export interface RenderedDocument {
  id: DocumentId;
  title: string;
  about: string;
  version: string;
  /** ISO date from which it holds. */
  effective: string;
  sections: readonly RenderedSection[];
}

/** Undefined: this document is switched off. */
export function renderDocument(document: LegalDocument, facts: Facts): RenderedDocument | undefined {
  if (document.when?.(facts) === false) return undefined;
  const sections = document.sections
    .map(({ id, title, clauses }) => ({
      id,
      title,
      clauses: clauses
        .filter(({ when }) => when?.(facts) !== false)
        .map(({ id, claims, text }) => ({ id, claims: claims?.(facts) ?? [], blocks: text(facts) })),
    }))
    .filter(({ clauses }) => clauses.length > 0);
  const { version, effective } = facts.policies;
  return { id: document.id, title: document.title, about: document.about(facts), version, effective, sections };
}
