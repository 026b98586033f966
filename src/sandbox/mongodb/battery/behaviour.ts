/**
 * One behaviour of a MongoDB server, as the official driver shows it: what is there, what is done, what comes of it.
 */
import type { ClientSession, Collection, Db, Document, MongoClient } from 'mongodb';

export type Docs = Collection<Document & { _id?: number }>;

export interface Ground {
  client: MongoClient;
  db: Db;
  /** A collection of its own. */
  c: Docs;
  /** A session of a client of its own, whose transaction numbers are nobody else's. */
  alone<T>(work: (session: ClientSession, at: { db: Db; name: string }) => Promise<T>): Promise<T>;
  /** Documents as they are now, by `_id`. */
  all(): Promise<Document[]>;
}

export interface Behaviour {
  name: string;
  seed?: readonly Document[];
  run(ground: Ground): Promise<unknown>;
  gives: unknown;
}

/** What a server's refusal shows. */
export interface Refusal {
  code: number;
  codeName?: string;
  message?: string;
}

export function behaviour(name: string, seed: readonly Document[], run: Behaviour['run'], gives: unknown): Behaviour {
  return { name, seed, run, gives };
}

/** The code of what is thrown; fails when nothing is. */
export async function refusal(work: Promise<unknown>, parts: readonly ('codeName' | 'message')[] = []): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    const { code, codeName, message } = error as { code: number; codeName?: string; message: string };
    return { code, ...(parts.includes('codeName') && codeName ? { codeName } : {}), ...(parts.includes('message') ? { message } : {}) };
  }
  throw new Error('nothing was refused');
}

/** Types of the fields of a document, as they came over the wire. */
export function types(doc: Document | null): Record<string, string> {
  return Object.fromEntries(Object.entries(doc ?? {}).map(([name, value]: [string, unknown]) => [name, typeOf(value)]));
}

function typeOf(value: unknown): string {
  const name = (value as { _bsontype?: string } | null)?._bsontype;
  return name ?? typeof value;
}
