/**
 * What a deploy says of a move that is not over: it deploys to where the service counts as being. In the moment in which that changes it waits for the move.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { isUnderWay } from '../core/move.ts';
import { openMoves } from '../workspace/moves.ts';
import type { Session } from './compose.ts';
import { flagOf, type Io } from './io.ts';
import { programOf } from './typed.ts';

/** @throws OperatorError (exit 7) where values of two places stand beside each other */
export async function tellMoves(io: Io, { workspace, environment }: Pick<Session, 'workspace' | 'environment'>): Promise<void> {
  for (const one of (await openMoves(workspace.files, workspace.folder).all()).filter(isUnderWay)) {
    const { service, from, to, isBack, state } = one;
    const command = `${programOf(io.host)} move ${service} ${isBack ? '--back' : to}${flagOf(environment)}`;
    if (state === 'switched')
      throw new OperatorError({
        what: `the move of the ${service} from ${from} to ${to} was cut off while its values were being kept`,
        fix: `finish it first: ${command}`,
        exit: exits.resumable,
      });
    io.line(`  ${io.marks.warn} the ${service} is on its way from ${from} to ${to}; go on: ${command}`);
  }
}
