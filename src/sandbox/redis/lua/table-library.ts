/**
 * Lua's table library.
 */
import type { Library } from './arguments.ts';
import type { Runtime } from './runtime.ts';
import { toText, truthy, typeOf, type Value } from './value.ts';

export function tableLibrary(runtime: Runtime): Library {
  return {
    insert: (args) => {
      const table = args.table(1);
      if (table.readonly) throw runtime.error('Attempt to modify a readonly table');
      if (args.count < 2 || args.count > 3) throw runtime.error("wrong number of arguments to 'insert'");
      const position = args.count === 2 ? table.length + 1 : args.integer(2);
      const value = args.at(args.count);
      for (let at = table.length + 1; at > position; at -= 1) table.set(at, table.get(at - 1));
      table.set(position, value);
      return [];
    },
    remove: (args) => {
      const table = args.table(1);
      const size = table.length;
      const position = args.integer(2, size);
      if (position < 1 || position > size) return [];
      const value = table.get(position);
      for (let at = position; at < size; at += 1) table.set(at, table.get(at + 1));
      table.set(size, undefined);
      return value;
    },
    concat: (args) => {
      const table = args.table(1);
      const [first, last] = [args.integer(3, 1), args.integer(4, table.length)];
      const parts: string[] = [];
      for (let at = first; at <= last; at += 1) {
        const text = toText(table.get(at));
        if (text === undefined) throw runtime.error(`invalid value (${typeOf(table.get(at))}) at index ${at} in table for 'concat'`);
        parts.push(text);
      }
      return parts.join(args.text(2, ''));
    },
    sort: (args) => {
      const table = args.table(1);
      const compare = args.at(2) === undefined ? undefined : args.callable(2);
      const less = (a: Value, b: Value): boolean =>
        compare ? truthy(runtime.call(compare, [a, b], runtime.line, '')[0]) : runtime.less(a, b, false, runtime.line);
      const sorted = [...table.list].sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
      sorted.forEach((value, at) => void table.set(at + 1, value));
      return [];
    },
    getn: (args) => args.table(1).length,
    maxn: (args) => Math.max(0, ...[...args.table(1).pairs()].map(([key]) => (typeof key === 'number' ? key : 0))),
    foreach: (args) => {
      for (const [key, value] of args.table(1).pairs()) {
        const [result] = runtime.call(args.at(2), [key, value], runtime.line, '');
        if (result !== undefined) return result;
      }
      return [];
    },
    foreachi: (args) => {
      const table = args.table(1);
      for (let at = 1; at <= table.length; at += 1) {
        const [result] = runtime.call(args.at(2), [at, table.get(at)], runtime.line, '');
        if (result !== undefined) return result;
      }
      return [];
    },
  };
}
