/**
 * The parts of a page that the rules read: its scripts and its `<meta>` headers.
 */
import { Parser } from 'htmlparser2';

export interface Script {
  /** As written; absent for a script that stands in the page. */
  src?: string;
  integrity?: string;
}

export interface Document {
  scripts: readonly Script[];
  /** `<base href>`, the first one. */
  base?: string;
  /** `<meta http-equiv="Content-Security-Policy">` */
  policies: readonly string[];
  /** `<meta name="referrer">` */
  referrers: readonly string[];
}

export function readDocument(html: string): Document {
  const scripts: Script[] = [];
  const policies: string[] = [];
  const referrers: string[] = [];
  let base: string | undefined;
  /** What stands in a `<template>` is no part of the page. */
  let templates = 0;
  const parser = new Parser({
    onopentag(name, { src, integrity, href, content = '', name: named = '', 'http-equiv': equivalent = '' }) {
      if (name === 'template') templates++;
      if (templates > 0) return;
      if (name === 'script') scripts.push({ ...(src === undefined ? {} : { src }), ...(integrity === undefined ? {} : { integrity }) });
      if (name === 'base') base ??= href;
      if (name !== 'meta') return;
      if (/^content-security-policy$/i.test(equivalent.trim())) policies.push(content);
      if (/^referrer$/i.test(named.trim())) referrers.push(content);
    },
    onclosetag(name) {
      if (name === 'template') templates--;
    },
  });
  parser.end(html);
  return { scripts, policies, referrers, ...(base === undefined ? {} : { base }) };
}
