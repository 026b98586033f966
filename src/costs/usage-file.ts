/**
 * A usage file: what a deployment really uses, in JSON. Judged for its fields here, for its numbers where they are used.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { type FieldName, fields, type Given, type Sources } from './inputs.ts';
import { derived, isUnit, type Unit, units } from './load.ts';
import { describe } from './numbers.ts';
import { slots } from './price-types.ts';

/** Fields of a usage file: `{ "servers": 3000, "usage": { "errors": 900 }, "plans": { "database": "m10" }, "vendors": { "hosting": "fly" } }`. */
export function usageFile(value: unknown, path: string): Pick<Sources, 'given' | 'usage' | 'plans' | 'vendors'> {
  const root = object(value, path);
  const found: Pick<Sources, 'given' | 'usage' | 'plans' | 'vendors'> = { given: {}, usage: {}, plans: {}, vendors: {} };
  for (const [name, field] of Object.entries(root)) {
    const from = `${path}: ${name}`;
    if (name === '$schema') continue;
    if (name === 'usage')
      found.usage = group(
        field,
        from,
        (key) => isUnit(key) && key !== 'servers' && !derived.includes(key),
        Object.keys(units).filter((unit) => unit !== 'servers' && !derived.includes(unit as Unit)),
      );
    else if (name === 'plans') found.plans = group(field, from, isSlot, slots);
    else if (name === 'vendors') found.vendors = group(field, from, isSlot, slots);
    else if ((fields as readonly string[]).includes(name)) found.given[name as FieldName] = { value: field, from };
    else
      throw new OperatorError({
        what: `${from}: there is no such field`,
        fix: `known: ${[...fields, 'usage', 'plans', 'vendors'].join(', ')}`,
        exit: exits.usage,
      });
  }
  return found;
}

function isSlot(name: string): boolean {
  return (slots as readonly string[]).includes(name);
}

function group<K extends string>(
  value: unknown,
  from: string,
  known: (name: string) => boolean,
  list: readonly string[],
): Partial<Record<K, Given>> {
  const entries = Object.entries(object(value, from)).map(([name, inner]) => {
    if (!known(name))
      throw new OperatorError({ what: `${from}.${name}: there is no such field`, fix: `known: ${list.join(', ')}`, exit: exits.usage });
    return [name, { value: inner, from: `${from}.${name}` }];
  });
  return Object.fromEntries(entries) as Partial<Record<K, Given>>;
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new OperatorError({
    what: `${path} must hold an object, not ${describe(value)}`,
    fix: 'write it like { "servers": 3000, "subscribers": 50 }',
    exit: exits.usage,
  });
}
