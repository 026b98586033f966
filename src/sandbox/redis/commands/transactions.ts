/**
 * MULTI, EXEC, DISCARD, WATCH.
 */
import { all, type Command, command, none } from '../command.ts';
import type { Engine } from '../engine.ts';
import { nilArray, ok, RedisError } from '../reply.ts';
import type { Session } from '../session.ts';

export const transactions: readonly Command[] = [
  command('multi', 1, 'noscript fast', none, ({ session }) => {
    if (session.queue) throw new RedisError('ERR MULTI calls can not be nested');
    session.queue = [];
    return ok;
  }),
  command('exec', 1, 'noscript', none, ({ engine, session }) => {
    const { queue, broken } = session;
    if (queue === undefined) throw new RedisError('ERR EXEC without MULTI');
    engine.settleWatched(session);
    const { dirty } = session;
    leaveTransaction(engine, session);
    if (broken) throw new RedisError('EXECABORT Transaction discarded because of previous errors.');
    if (dirty) return nilArray;
    return queue.map(({ command: queued, args }) => engine.execute(session, queued, args, true));
  }),
  command('discard', 1, 'noscript fast', none, ({ engine, session }) => {
    if (session.queue === undefined) throw new RedisError('ERR DISCARD without MULTI');
    leaveTransaction(engine, session);
    return ok;
  }),
  command('watch', -2, 'noscript fast', all, ({ engine, session, db, args }) => {
    if (session.queue) throw new RedisError('ERR WATCH inside MULTI is not allowed');
    for (const key of args) engine.watch(session, db, key);
    return ok;
  }),
  command('unwatch', 1, 'noscript fast', none, ({ engine, session }) => {
    engine.unwatch(session);
    return ok;
  }),
];

export function leaveTransaction(engine: Engine, session: Session): void {
  session.queue = undefined;
  session.broken = false;
  engine.unwatch(session);
}
