/**
 * The dotenv format, so that what is written reads the same in dotenv and in Node's `--env-file`,
 * and so that a file that a person edited keeps their lines, order and comments.
 */
import { parseEnv } from 'node:util';
import { OperatorError } from '../core/errors.ts';

/** The grammar of dotenv 17, `lib/main.js`; group 1 is the name, group 2 the raw value. */
const assignment =
  /^[^\S\r\n]*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?[^\S\r\n]*(?:#.*)?$/gm;

export type Piece = { kind: 'text'; raw: string } | { kind: 'value'; key: string; value: string; raw: string };

/** A dotenv file as pieces whose `raw` texts joined are the file. */
export function parseDotenv(source: string): Piece[] {
  const text = source.replaceAll('\r\n', '\n');
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(assignment)) {
    if (found.index > at) pieces.push({ kind: 'text', raw: text.slice(at, found.index) });
    pieces.push({ kind: 'value', key: found[1] ?? '', value: unquoted(found[2] ?? ''), raw: found[0] });
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'text', raw: text.slice(at) });
  return pieces;
}

/** Names and values; of a name that is there twice the last one counts. */
export function readDotenv(source: string): Map<string, string> {
  return new Map(parseDotenv(source).flatMap((piece) => (piece.kind === 'value' ? [[piece.key, piece.value] as const] : [])));
}

/**
 * Sets names to values. A line that already says so stays byte for byte; a changed one is replaced where it stands;
 * a new one goes to the end, under a comment line.
 * @throws OperatorError for a value that no env file can carry
 */
export function setInDotenv(source: string, changes: readonly { key: string; value: string; about: string }[]): string {
  let pieces = parseDotenv(source);
  const added: string[] = [];
  for (const { key, value, about } of changes) {
    const last = pieces.findLastIndex((piece) => piece.kind === 'value' && piece.key === key);
    const there = pieces[last];
    if (there === undefined) added.push(`# ${about.replaceAll(/\s+/g, ' ')}\n${key}=${encoded(key, value)}\n`);
    else if (there.kind === 'value' && there.value !== value) pieces[last] = { ...there, value, raw: `${key}=${encoded(key, value)}` };
    // An older line of the same name would keep a superseded secret on disk.
    pieces = dropped(pieces, (piece, index) => piece.kind === 'value' && piece.key === key && index < last, about);
  }
  const kept = joined(pieces);
  return kept + (kept === '' || kept.endsWith('\n') || added.length === 0 ? '' : '\n') + added.join('');
}

/** Drops a name with all its lines, and the comment line above each when it is `about`. */
export function removeFromDotenv(source: string, key: string, about: string): string {
  return joined(dropped(parseDotenv(source), (piece) => piece.kind === 'value' && piece.key === key, about));
}

/** Drops pieces with the line break after them. */
function dropped(pieces: readonly Piece[], drop: (piece: Piece, index: number) => boolean, about: string): Piece[] {
  const kept: Piece[] = [];
  let afterDrop = false;
  for (const [index, piece] of pieces.entries()) {
    const previous = kept.at(-1);
    if (drop(piece, index)) {
      if (previous?.kind === 'text') previous.raw = previous.raw.replace(commentAtEnd(about), '$1');
      afterDrop = true;
    } else {
      kept.push({ ...piece, raw: afterDrop ? piece.raw.replace(/^\n/, '') : piece.raw });
      afterDrop = false;
    }
  }
  return kept;
}

function commentAtEnd(about: string): RegExp {
  return new RegExp(`(^|\\n)# ${about.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n$`);
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ raw }) => raw).join('');
}

/** The plainest spelling that dotenv and Node both read back as `value`, whatever line comes after it. */
export function encoded(key: string, value: string): string {
  const plain = /^[^\s#'"`\\$]*$/.test(value) ? [value] : [];
  const escaped = value.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  const spellings = [...plain, ...(/[\r\n]/.test(value) ? [`"${escaped}"`] : []), `'${value}'`, `"${value}"`, `\`${value}\``];
  const spelling = spellings.find((candidate) => readsBack(candidate, value));
  if (spelling !== undefined) return spelling;
  throw new OperatorError({
    what: `The value of ${key} cannot be written into an env file: it mixes quotes, line breaks or backslashes that dotenv and Node read differently.`,
    fix: `Choose another value for ${key}; letters, digits and .-_~ are always safe.`,
  });
}

function readsBack(spelling: string, value: string): boolean {
  // What follows matters: a stray quote runs on to the next one in the file.
  const file = `VALUE=${spelling}\n# it's "next" \`here\`\nNEXT='next "one"'\nAFTER="last"\n`;
  const ours = readDotenv(file);
  const nodes = parseEnv(file);
  return (
    [ours.get('VALUE'), nodes.VALUE].every((read) => read === value) &&
    [ours.get('NEXT'), nodes.NEXT].every((read) => read === 'next "one"')
  );
}

/** As dotenv does: trims, takes one pair of quotes off, and reads \n and \r inside double quotes. */
function unquoted(raw: string): string {
  const trimmed = raw.trim();
  const value = trimmed.replace(/^(['"`])([\s\S]*)\1$/, '$2');
  return trimmed.startsWith('"') ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : value;
}
