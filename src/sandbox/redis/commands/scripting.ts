/**
 * EVAL and its relatives.
 */
import { type Call, type Command, command, none } from '../command.ts';
import { toCount } from '../numbers.ts';
import { ok, RedisError, type Reply } from '../reply.ts';
import { subcommands } from './subcommands.ts';

export const scripting: readonly Command[] = [
  command('eval', -3, 'noscript movablekeys', none, (call) => evaluate(call, call.engine.scripts.load(call.args[0] ?? ''), false)),
  command('eval_ro', -3, 'noscript readonly movablekeys', none, (call) =>
    evaluate(call, call.engine.scripts.load(call.args[0] ?? ''), true),
  ),
  command('evalsha', -3, 'noscript movablekeys', none, (call) => evaluate(call, call.args[0]?.toLowerCase() ?? '', false)),
  command('evalsha_ro', -3, 'noscript readonly movablekeys', none, (call) => evaluate(call, call.args[0]?.toLowerCase() ?? '', true)),
  subcommands(
    'script',
    'noscript',
    none,
    {
      load: [3, ({ engine, args: [, source = ''] }) => engine.scripts.load(source)],
      exists: [-3, ({ engine, args: [, ...shas] }) => shas.map((sha) => (engine.scripts.has(sha.toLowerCase()) ? 1 : 0))],
      flush: [
        -2,
        ({ engine, args: [, how] }) => {
          if (how !== undefined && !['ASYNC', 'SYNC'].includes(how.toUpperCase()))
            throw new RedisError('ERR SCRIPT FLUSH only support SYNC|ASYNC option');
          engine.scripts.clear();
          return ok;
        },
      ],
      kill: [
        2,
        () => {
          throw new RedisError('NOTBUSY No scripts in execution right now.');
        },
      ],
    },
    ['debug'],
  ),
];

function evaluate(call: Call, sha: string, readonly: boolean): Reply {
  const [, number = '', ...rest] = call.args;
  const count = toCount(number);
  if (count > rest.length) throw new RedisError("ERR Number of keys can't be greater than number of args");
  if (count < 0) throw new RedisError("ERR Number of keys can't be negative");
  return call.engine.scripts.run(call, sha, rest.slice(0, count), rest.slice(count), readonly);
}
