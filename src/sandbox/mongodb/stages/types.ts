/**
 * A stage takes all documents and gives all documents. What it needs of the world is in the `Setting`.
 */
import type { Scope } from '../expressions/types.ts';
import type { Doc } from '../values/types.ts';

export interface Setting {
  scope: Scope;
  /** Database of the command. */
  db: string;
  /** Documents of another collection; missing ones are empty. `filter` may be answered from an index. */
  read(db: string, collection: string, filter?: Doc): Doc[];
  /** The collection that the command names, for `$collStats` and `$indexStats`. */
  about: {
    name: string;
    stats(): Doc;
    indexes(): Doc[];
  };
  out: Writes;
}

/** What `$out` and `$merge` write through. */
export interface Writes {
  replaceAll(db: string, collection: string, docs: readonly Doc[]): void;
  /** Looks the document up by the fields `on`; @throws ServerError 51183 when no unique index covers them */
  find(db: string, collection: string, on: readonly string[], doc: Doc): Doc | undefined;
  insert(db: string, collection: string, doc: Doc): void;
  replace(db: string, collection: string, old: Doc, doc: Doc): void;
}

export type Stage = (docs: Doc[]) => Doc[];
export type StageMaker = (argument: unknown, setting: Setting, name: string) => Stage;
export type StageMakers = Readonly<Record<string, StageMaker>>;
/** Compiles an inner pipeline: `$facet`, `$lookup`, `$unionWith`. */
export type Inner = (pipeline: unknown, setting: Setting, name: string) => Stage;
