/**
 * Text on a grid: how wide a text is, how it is cut, wrapped and put in columns. Pure; colours inside the text take no room.
 */
import { stripVTControlCharacters } from 'node:util';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const none = /\p{Mark}|[\u200b-\u200f]/u;
/** Marks of ours that are pictographs by the book and one column wide in terminals. */
const narrow = '✔✖▲○›→';

/** Columns that a text takes. */
export function columns(text: string): number {
  let sum = 0;
  for (const letter of stripVTControlCharacters(text)) sum += none.test(letter) ? 0 : wide.test(letter) && !narrow.includes(letter) ? 2 : 1;
  return sum;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** Cut to a width; what is cut off is marked. For text without colours. */
export function cut(text: string, width: number, more = '…'): string {
  if (columns(text) <= width) return text;
  let out = '';
  for (const letter of text) {
    if (columns(out + letter) > width - columns(more)) break;
    out += letter;
  }
  return out.trimEnd() + more;
}

/** Lines of at most `width` columns, broken at spaces (not at hard ones); a longer word is broken where it must be, a link never. For text without colours. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .split(/[^\S\u00a0]+/)
    .filter(Boolean)
    .flatMap((piece) => pieces(piece, width))) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (columns(word) <= width || word.includes('://')) return [word];
  const letters = [...word];
  return Array.from({ length: Math.ceil(letters.length / width) }, (_, index) =>
    letters.slice(index * width, (index + 1) * width).join(''),
  );
}

/** Left and right on one line of `width`; on two lines when they do not fit. */
export function ends(left: string, right: string, width: number): string[] {
  const room = width - columns(left) - columns(right);
  if (right === '') return [left];
  return room >= 2 ? [left + ' '.repeat(room) + right] : [left, ' '.repeat(Math.max(0, width - columns(right))) + right];
}

/** `3 boxes`, `1 box`. */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${many} ${many === 1 ? one : more}`;
}

/** A duration in the unit that reads best: `0.4 s`, `12 s`, `2 min 5 s`. */
export function lasted(ms: number): string {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The candidate that was probably meant: at most two letters (a third of the word) away, or one that begins or ends like it. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, away: distance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  const [best] = ranked;
  if (best && best.away <= Math.max(1, Math.min(3, Math.floor(word.length / 3)))) return best.candidate;
  return lower.length < 3 ? undefined : candidates.find((candidate) => candidate.toLowerCase().includes(lower));
}

/** Letters to insert, drop, exchange or swap with their neighbour. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (r: number, c: number) => rows[r]?.[c] ?? 0;
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
