/**
 * One document as it is kept: its bytes, read only when somebody asks what is in them. Never changed: an update makes another one.
 */
import { parse, parseField } from '../values/parse.ts';
import type { Doc } from '../values/types.ts';
import { write } from '../values/write.ts';

export class Stored {
  readonly raw: Buffer;
  #doc: Doc | undefined;

  constructor(raw: Buffer, doc?: Doc) {
    this.raw = raw;
    this.#doc = doc;
  }

  static of(doc: Doc): Stored {
    return new Stored(write(doc), doc);
  }

  /** Shared: whoever changes it copies it first. */
  get doc(): Doc {
    this.#doc ??= parse(this.raw);
    return this.#doc;
  }

  get id(): unknown {
    return this.#doc ? this.#doc._id : parseField(this.raw, '_id');
  }
}
