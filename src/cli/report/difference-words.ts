/**
 * The difference to an earlier run, in words.
 */
import type { Differences } from '../../report/differences.ts';
import { count } from '../text.ts';
import { dateTime } from './words.ts';

/** `since v-0006 (21 Nov 2026, 02:13 UTC)`, `1 newly failing`, `2 mended` …; what is none is left out. */
export function differenceParts(differences: Differences): string[] {
  const { since, at, newlyFailing, mended, noLongerProved, other, added } = differences;
  const parts = [
    ...(newlyFailing.length > 0 ? [`${newlyFailing.length} newly failing`] : []),
    ...(mended.length > 0 ? [`${mended.length} mended`] : []),
    ...(noLongerProved.length > 0 ? [`${noLongerProved.length} no longer proved`] : []),
    ...(other.length > 0 ? [`${other.length} otherwise changed`] : []),
    ...(added.length > 0 ? [`${count(added.length, 'check')} not looked at then`] : []),
  ];
  return [`since ${since} (${dateTime(at)})`, ...(parts.length > 0 ? parts : ['nothing changed'])];
}
