/**
 * Commands whose first argument says what they do: CLIENT SETNAME, XGROUP CREATE, SCRIPT LOAD.
 */
import { type Call, type Command, command, wrongArity } from '../command.ts';
import { RedisError, type Reply } from '../reply.ts';

/** Arity as for commands (the name and the subcommand count), and what it does. `call.args[0]` is the subcommand. */
export type Subcommand = readonly [arity: number, run: (call: Call) => Reply];

/**
 * One command made of its subcommands.
 * @param refused subcommands that Redis has and we do not: refused by name, never taken for a typing error
 */
export function subcommands(
  name: string,
  flags: string,
  keys: readonly [number, number, number],
  table: Readonly<Record<string, Subcommand>>,
  refused: readonly string[] = [],
): Command {
  return command(name, -2, flags, keys, (call) => {
    const word = call.args[0] ?? '';
    const sub = word.toLowerCase();
    const found = Object.hasOwn(table, sub) ? table[sub] : undefined;
    const upper = name.toUpperCase();
    if (found === undefined && [...refused, 'help'].includes(sub))
      throw new RedisError(`ERR k77's Redis does not do ${upper} ${sub.toUpperCase()}`);
    if (found === undefined) throw new RedisError(`ERR unknown subcommand '${word.slice(0, 128)}'. Try ${upper} HELP.`);
    const [arity, run] = found;
    const given = call.args.length + 1;
    if (arity > 0 ? given !== arity : given < -arity) throw wrongArity(`${name}|${sub}`);
    return run(call);
  });
}
