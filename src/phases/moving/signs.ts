/**
 * Whose answer is it? Both hosts run the same code, and answer under the same name; what their edges add differs. It is measured, not listed: an answer of each is
 * compared, and what only one of them has tells them apart from then on.
 */
import type { WebOutcome } from '../../probes/http/ask.ts';

type HeaderList = Extract<WebOutcome, { state: 'answered' }>['headers'];

/** `server: railway-edge` for headers whose value tells, else the bare name. */
export interface Signs {
  old: readonly string[];
  new: readonly string[];
}

/** Headers whose value names who answers. */
const telling = ['server', 'via'];
/** They come and go with every answer. */
const passing = [
  'age',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'etag',
  'expires',
  'keep-alive',
  'last-modified',
  'set-cookie',
];
const alsoPassing = ['retry-after', 'transfer-encoding', 'vary'];

export function marksOf(headers: HeaderList): readonly string[] {
  const marks = headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    return telling.includes(lower) ? `${lower}: ${value}` : lower;
  });
  return [...new Set(marks)].filter((mark) => ![...passing, ...alsoPassing].includes(mark)).sort();
}

/** @param now an answer of the new one; undefined where it has no address of its own yet */
export function signsOf(before: WebOutcome | undefined, now: WebOutcome | undefined): Signs {
  const [old, fresh] = [before, now].map((one) => (one?.state === 'answered' ? marksOf(one.headers) : undefined));
  if (old && fresh) return { old: old.filter((mark) => !fresh.includes(mark)), new: fresh.filter((mark) => !old.includes(mark)) };
  // Of one alone, what names it: its own code would say the rest at the other host, too.
  const naming = (marks: readonly string[] | undefined): readonly string[] => marks?.filter((mark) => mark.includes(': ')) ?? [];
  return { old: naming(old), new: naming(fresh) };
}

/** Undefined: nobody can tell. */
export function whose(headers: HeaderList, signs: Signs): 'old' | 'new' | undefined {
  const marks = marksOf(headers);
  const has = (some: readonly string[]): boolean => some.some((mark) => marks.includes(mark));
  const [old, fresh] = [has(signs.old), has(signs.new)];
  if (old !== fresh) return old ? 'old' : 'new';
  if (signs.new.length === 0 && signs.old.length > 0 && !old) return 'new';
  return signs.old.length === 0 && signs.new.length > 0 && !fresh ? 'old' : undefined;
}

export function signsIn(text: string | undefined): Signs {
  try {
    return text === undefined ? { old: [], new: [] } : (JSON.parse(text) as Signs);
  } catch {
    return { old: [], new: [] };
  }
}
