/**
 * Moves on disk: `.k77/<environment>/moves/<service>.json`, the last one of each service. What was cut off goes on from it; `--back` finds in it where the service was.
 */
import { OperatorError } from '../core/errors.ts';
import { services } from '../core/keys.ts';
import type { MoveRecord, MoveRecords } from '../core/move.ts';
import type { Files } from '../core/ports.ts';

/** @param folder `.k77/production` */
export function openMoves(files: Files, folder: string): MoveRecords {
  const pathOf = (service: string): string => `${folder}/moves/${service}.json`;
  const read: MoveRecords['read'] = async (service) => {
    const text = await files.read(pathOf(service));
    return text === undefined ? undefined : parsed(text, pathOf(service));
  };
  return {
    read,
    all: async () => (await Promise.all(services.map(read))).filter((one) => one !== undefined),
    write: (record) => files.write(pathOf(record.service), `${JSON.stringify(record, undefined, 2)}\n`, 0o600),
  };
}

/** @throws OperatorError when it is damaged */
function parsed(text: string, path: string): MoveRecord {
  try {
    const found = JSON.parse(text) as MoveRecord;
    if (typeof found.service === 'string' && typeof found.state === 'string' && found.old && found.new) return found;
  } catch {
    // Told below.
  }
  throw new OperatorError({
    what: `${path} is damaged`,
    fix: 'move it aside, then begin the move again: what is there at the new host is found and used',
  });
}
