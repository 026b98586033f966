/** What stands after `--allow`. */
import { allowances } from '../core/check.ts';

/** `nothing` leaves out whatever would need leave, and asks nobody. */
export const allowChoices = [...allowances, 'nothing'] as const;
export type AllowChoice = (typeof allowChoices)[number];
