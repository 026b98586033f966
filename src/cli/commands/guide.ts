/**
 * k77 guide: what covers each step, setting and checkbox of the deployment guide; what nothing covers yet is said plainly.
 */
import { catalogue } from '../../catalogue.ts';
import { type Exit, exits } from '../../core/errors.ts';
import { guideSettings } from '../../core/guide-settings.ts';
import { doctorCites } from '../../engine/doctor-machine.ts';
import { type Cites, coverage } from '../../engine/guide.ts';
import { vendorAccounts } from '../../vendors/accounts.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { guideLines } from '../render-guide.ts';

/** What covers the guide and is in no list of the catalogue. */
const others: readonly Cites[] = [
  ...doctorCites,
  ...vendorAccounts.map(({ id, guide }) => ({ id: `doctor:${id}`, guide })),
  {
    id: 'command:status',
    guide: ['6.1/10'],
    settings: guideSettings.filter(({ id }) => id === '6.1/10:mrr' || id === '6.1/10:cancellations'),
  },
];

export async function run(options: GlobalOptions, io: Io): Promise<Exit> {
  const covered = coverage(catalogue, others);
  io.document(covered);
  if (!options.json && !options.events) for (const line of guideLines(io, covered)) io.line(line);
  return exits.proven;
}
