/** `docs/legal.json`: what the generated pages claim, clause by clause. */
export interface RecordedClaim {
  document: string;
  clause: string;
  claim: string;
  /** Variables of the dashboard's build of which one has to be set for it; absent: it does not depend on them. */
  with?: readonly string[] | undefined;
  /** Variables of which none may be set. */
  without?: readonly string[] | undefined;
  /** From 1. */
  line: number;
}

export interface LegalRecord {
  there: boolean;
  documents: readonly { id: string; version: string; effective: string; line: number }[];
  clauses: readonly string[];
  claims: readonly RecordedClaim[];
}

interface Written {
  documents: {
    id: string;
    version: string;
    effective: string;
    clauses: { id: string; claims: string[]; with?: string[]; without?: string[] }[];
  }[];
}

/** `there: false` where the file is absent or is no such record. */
export function readRecord(text: string | undefined): LegalRecord {
  const written = text === undefined ? undefined : parsed(text);
  if (text === undefined || written === undefined) return { there: false, documents: [], clauses: [], claims: [] };
  const next = finder(text);
  const documents: { id: string; version: string; effective: string; line: number }[] = [];
  const clauses: string[] = [];
  const claims: RecordedClaim[] = [];
  for (const { id, version, effective, clauses: those } of written.documents) {
    documents.push({ id, version, effective, line: next(id) });
    for (const clause of those) {
      next(clause.id);
      clauses.push(clause.id);
      for (const claim of clause.claims)
        claims.push({ document: id, clause: clause.id, claim, with: clause.with, without: clause.without, line: next(claim) });
    }
  }
  return { there: true, documents, clauses, claims };
}

/** The file is read in its own order, so every word is searched behind the one before it. */
function finder(text: string): (word: string) => number {
  let from = 0;
  return (word) => {
    const at = text.indexOf(JSON.stringify(word), from);
    if (at >= 0) from = at + 1;
    return text.slice(0, Math.max(at, 0)).split('\n').length;
  };
}

function parsed(text: string): Written | undefined {
  try {
    const value = JSON.parse(text) as Partial<Written> | null;
    const whole =
      Array.isArray(value?.documents) &&
      value.documents.every((one) => Array.isArray(one?.clauses) && one.clauses.every((clause) => Array.isArray(clause?.claims)));
    return whole ? (value as Written) : undefined;
  } catch {
    return undefined;
  }
}

/** Does it appear on pages that are built with these variables? */
export function holdsWith({ with: needed, without }: Pick<RecordedClaim, 'with' | 'without'>, set: ReadonlySet<string>): boolean {
  return (needed === undefined || needed.some((name) => set.has(name))) && !without?.some((name) => set.has(name));
}
