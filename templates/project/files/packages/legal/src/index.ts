/** Table of contents of @k77/legal. */
export {
  type Clause,
  type DocumentId,
  documentIds,
  type LegalDocument,
  type RenderedClause,
  type RenderedDocument,
  type RenderedSection,
  renderDocument,
  type Section,
} from './clause.ts';
export { documents } from './documents/index.ts';
export { documentFor, documentsFor } from './documents-for.ts';
export { type BuildEnvironment, type CookieFact, type Facts, factsOf } from './facts.ts';
export type { Processor } from './processors.ts';
export { type RecordedDocument, recordOf } from './record.ts';
export type { Stored } from './stored.ts';
export { type Block, type Inline, type Line, type Link, plainText } from './text.ts';
