/**
 * How a report for readers carries its proof: a block of JSON that nobody sees, with the signed run and a seal, which is the signature over everything else in the
 * file. So a changed figure is noticed without knowing how the file was rendered.
 */
import { stable } from '../core/change.ts';
import { type SignedRun, sha256 } from './run.ts';

export type Carrier = 'html' | 'markdown' | 'junit';

export interface Seal {
  format: 'k77-seal/1';
  kind: Carrier;
  /** SHA-256 of the file without the block, hex. */
  content: string;
  /** Hash of the run's head, hex. */
  run: string;
}
export type SignedSeal = Seal & { signature: string };

export interface Carried {
  run: SignedRun;
  seal: SignedSeal;
}

interface Block {
  before: string;
  after: string;
  /** JSON as it may stand there. */
  written(json: string): string;
  read(text: string): string;
}

const blocks: Record<Carrier, Block> = {
  html: {
    before: '<script type="application/json" id="k77-record">',
    after: '</script>',
    written: (json) => json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'),
    read: (text) => text,
  },
  // A comment ends at its first two dashes.
  markdown: { before: '<!-- k77-record ', after: ' -->', written: (json) => json.replaceAll('--', '-\\u002d'), read: (text) => text },
  junit: { before: '<property name="k77.record" value="', after: '"/>', written: inAttribute, read: fromAttribute },
};

function inAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function fromAttribute(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

/** Where a renderer puts the block. */
export function placeFor(kind: Carrier): string {
  return blocks[kind].before + blocks[kind].after;
}

/** @param text a whole file that holds `placeFor(kind)` once */
export function carrying(kind: Carrier, text: string, block: object): string {
  const { before, written } = blocks[kind];
  const at = text.lastIndexOf(placeFor(kind)) + before.length;
  return text.slice(0, at) + written(JSON.stringify(block)) + text.slice(at);
}

/** What a seal is about. */
export function contentOfFile(text: string): string {
  return sha256(text.replaceAll('\r\n', '\n').trimEnd());
}

export function sealed(seal: Seal): string {
  return stable(seal);
}

/** The block and the file without it; undefined where there is no such block or it is cut off. */
export function takeBlock(kind: Carrier, text: string): { json: string; rest: string } | undefined {
  const { before, after, read } = blocks[kind];
  const at = text.lastIndexOf(before);
  const end = text.indexOf(after, at + before.length);
  if (at < 0 || end < 0) return undefined;
  return { json: read(text.slice(at + before.length, end)), rest: text.slice(0, at + before.length) + text.slice(end) };
}

/** Which kind a file is, by its first letters; undefined for none of them. */
export function kindOfFile(text: string): Carrier | 'json' | undefined {
  const start = text
    .replace(/^\ufeff/, '')
    .trimStart()
    .slice(0, 200);
  if (/^<!doctype html/i.test(start)) return 'html';
  if (start.startsWith('<?xml') || start.startsWith('<testsuites')) return 'junit';
  if (start.startsWith('{')) return 'json';
  return text.includes(blocks.markdown.before) ? 'markdown' : undefined;
}
