/**
 * A legal page as it is served: its words, and where it is made of clauses that say what they claim (`<div id="privacy.messages" data-claim="…">`), each of these.
 */
import { Parser } from 'htmlparser2';

export interface ServedClause {
  /** `privacy.messages` */
  id: string;
  claims: readonly string[];
  text: string;
}

export interface ServedWords {
  /** What people read, spaces made one; head, scripts and styles left out. */
  text: string;
  clauses: readonly ServedClause[];
  /** ISO dates of its `<time>` elements. */
  dates: readonly string[];
}

interface Open {
  clause: { id: string; claims: readonly string[]; parts: string[] };
  depth: number;
}

const silent = new Set(['script', 'style', 'template', 'head', 'noscript']);

export function readWords(html: string): ServedWords {
  const words: string[] = [];
  const clauses: Open['clause'][] = [];
  const dates: string[] = [];
  let open: Open | undefined;
  let depth = 0;
  let hushed = 0;
  const parser = new Parser({
    onopentag(name, { id, 'data-claim': claim, datetime }) {
      if (name === 'div') depth += 1;
      if (silent.has(name)) hushed += 1;
      if (name === 'time' && datetime) dates.push(datetime);
      // Words of two elements do not run into one; those inside a line keep their distance.
      if (/^(p|li|div|td|th|h\d|br|section|caption|dt|dd)$/.test(name)) say(' ');
      if (open === undefined && name === 'div' && id !== undefined && /^[a-z-]+\.[\w-]+$/.test(id)) {
        open = { clause: { id, claims: (claim ?? '').split(' ').filter(Boolean), parts: [] }, depth };
        clauses.push(open.clause);
      }
    },
    ontext: (text) => say(text),
    onclosetag(name) {
      if (silent.has(name)) hushed -= 1;
      if (name !== 'div') return;
      if (open?.depth === depth) open = undefined;
      depth -= 1;
    },
  });
  function say(text: string): void {
    if (hushed > 0) return;
    words.push(text);
    open?.clause.parts.push(text);
  }
  parser.write(html);
  parser.end();
  return {
    text: oneSpace(words.join('')),
    clauses: clauses.map(({ id, claims, parts }) => ({ id, claims, text: oneSpace(parts.join('')) })),
    dates,
  };
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
