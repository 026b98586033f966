/** Every rule of `k77 legal check`. */
import type { LegalRule } from '../rule.ts';
import * as business from './business.ts';
import * as measuring from './measuring.ts';
import * as processors from './processors.ts';
import * as promises from './promises.ts';
import * as record from './record.ts';
import * as stored from './stored.ts';
import { boast, handWritten, mailboxUnrouted, recordPlaceholders } from './words.ts';

export const rules: readonly LegalRule[] = [
  ...Object.values(business),
  ...Object.values(record),
  ...Object.values(processors),
  ...Object.values(stored),
  ...Object.values(promises),
  ...Object.values(measuring),
  boast,
  mailboxUnrouted,
  recordPlaceholders,
  ...handWritten,
];
