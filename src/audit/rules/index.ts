/**
 * Every rule of `k77 audit`.
 */
import type { Rule } from '../rule.ts';
import * as health from './health.ts';
import * as money from './money.ts';
import { pages } from './pages.ts';
import * as requests from './requests.ts';

export const rules: readonly Rule[] = [...Object.values(money), ...Object.values(requests), ...Object.values(health), ...pages];
