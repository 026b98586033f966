/**
 * Pieces that all sections of `k77 cost` share.
 */
import type { Slot } from '../costs/price-types.ts';
import type { Look } from './io.ts';
import { ends, wrap } from './text.ts';

export const money = (text: string): string => text.padStart(11);

export function heading(look: Look, title: string, right = ''): string[] {
  return ['', ...ends(`  ${look.paint.bold(title)}`, right === '' ? '' : look.paint.bold(right), look.width)];
}

/** Text below a heading, indented, first column kept. */
export function block(look: Look, text: string, indent = 4, paint: (text: string) => string = (same) => same): string[] {
  return wrap(text, look.width - indent).map((line) => ' '.repeat(indent) + paint(line));
}

export function marked(look: Look, text: string, mark: string, indent = 4): string[] {
  return wrap(text, look.width - indent - 2).map((line, index) => `${' '.repeat(indent)}${index === 0 ? mark : ' '} ${line}`);
}

export const slotTitles: Readonly<Record<Slot | 'profit', string>> = {
  hosting: 'Services',
  dashboard: 'Dashboard',
  database: 'Database',
  cache: 'Cache',
  domain: 'Domain',
  dns: 'DNS',
  errors: 'Errors',
  uptime: 'Uptime',
  analytics: 'Analytics',
  profit: 'Payments',
};
