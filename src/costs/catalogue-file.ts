/**
 * A price catalogue of the operator's own: the same shape as those that are shipped, judged field by field.
 */
import { Fields } from './fields.ts';
import { isUnit } from './load.ts';
import { type Catalogue, schemaName, slots } from './price-types.ts';

/** @param path for the message: the file. @throws OperatorError (64) with the place and the reason */
export function catalogueFrom(value: unknown, path: string): Catalogue {
  const root = new Fields(value, path);
  root.text('schema', (text) => text === schemaName || `must be "${schemaName}"`);
  root.text('name', (text) => /^[\w.-]{1,40}$/.test(text) || 'must be a short name like 2026-11');
  root.text('title');
  root.whole('staleAfterDays');
  const vendors = root.inner('vendors');
  for (const slot of slots) vendors.text(slot);
  vendors.only(slots);
  root.words('wanted');
  root.rows('prices').forEach(price);
  payments(root.inner('payments'));
  root.only(['$schema', '$stale', 'schema', 'name', 'title', 'staleAfterDays', 'vendors', 'wanted', 'prices', 'payments']);
  const catalogue = value as Catalogue;
  for (const slot of slots) {
    const vendor = catalogue.vendors[slot];
    if (!catalogue.prices.some((row) => row.vendor === vendor && row.for !== 'listed' && row.for.includes(slot)))
      vendors.refuse(slot, `names ${vendor}, of which there is no price for ${slot}`);
  }
  return catalogue;
}

const sourcedFields = ['source', 'asOf', 'confidence'];

function sourced(row: Fields): void {
  row.text('source');
  row.text(
    'asOf',
    (text) => /^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(text) || 'must be a date like 2026-11-09 or 2026-11',
  );
  row.text('confidence', (text) => ['high', 'medium', 'low'].includes(text) || 'must be high, medium or low');
}

function price(row: Fields): void {
  for (const name of ['vendor', 'plan', 'title']) row.text(name);
  if (row.value('for') !== 'listed')
    row.words('for', (slot) => (slots as readonly string[]).includes(slot) || `must be one of ${slots.join(', ')}`);
  row.rows('fees').forEach(fee);
  if (row.has('meters')) row.rows('meters').forEach(meter);
  if (row.has('sizes')) sizes(row);
  for (const name of ['included', 'limits']) if (row.has(name)) row.wholes(name);
  if (row.has('credits')) credits(row);
  for (const name of ['credit', 'annual']) if (row.has(name)) row.amount(name);
  for (const name of ['note', 'ended']) if (row.has(name)) row.text(name);
  if (row.has('lacks')) row.words('lacks');
  if (row.has('forbids'))
    row.words(
      'forbids',
      (what) => ['commercial use', 'a bot that never sleeps'].includes(what) || 'must be "commercial use" or "a bot that never sleeps"',
    );
  sourced(row);
  const own = 'vendor plan title for fees credit included meters credits sizes limits forbids lacks annual note ended'.split(' ');
  row.only([...own, ...sourcedFields]);
}

function fee(row: Fields): void {
  row.text('what');
  row.amount('usd');
  row.text('every', (text) => text === 'month' || text === 'year' || 'must be month or year');
  if (row.has('each')) row.text('each', (text) => isUnit(text) || 'must be a unit of use');
  row.only(['what', 'usd', 'every', 'each']);
}

function meter(row: Fields): void {
  row.text('what');
  row.text('unit', (text) => isUnit(text) || text === 'credits' || 'must be a unit of use');
  row.amount('usd');
  row.whole('per', 1);
  for (const name of ['from', 'to']) if (row.has(name)) row.whole(name);
  if (row.has('packs') && row.value('packs') !== true) row.refuse('packs', 'must be true or absent');
  row.only(['what', 'unit', 'usd', 'per', 'from', 'to', 'packs']);
}

function sizes(row: Fields): void {
  const all = row.rows('sizes');
  if (all.length === 0) row.refuse('sizes', 'must not be empty: leave it out');
  for (const size of all) {
    size.text('name');
    size.whole('memoryMb', 1);
    size.whole('cpuMilli', 1);
    size.amount('usd');
    size.only(['name', 'memoryMb', 'cpuMilli', 'usd']);
  }
}

function credits(row: Fields): void {
  for (const [unit, weight] of row.entries('credits')) {
    if (!isUnit(unit)) row.refuse(`credits.${unit}`, 'is no unit of use');
    weight.whole('credits');
    weight.whole('per', 1);
    weight.only(['credits', 'per']);
  }
}

const paymentAmounts = [
  ['billing', ['percent']],
  ['tax', ['percent']],
  ['dispute', ['received', 'countered']],
  ['discord', ['percent', 'above']],
] as const;

function payments(row: Fields): void {
  for (const card of row.rows('cards')) {
    card.words('countries', (country) => /^([A-Z]{2}|\*)$/.test(country) || 'must be two capital letters, or *');
    for (const name of ['percent', 'flat', 'international', 'conversion']) card.amount(name);
    card.text('currency', (text) => /^[a-z]{3}$/.test(text) || 'must be three lower-case letters');
    sourced(card);
  }
  for (const [name, amounts] of paymentAmounts) {
    if (!row.has(name)) continue;
    const part = row.inner(name);
    for (const field of amounts) part.amount(field);
    if (name === 'discord') part.whole('threshold');
    sourced(part);
  }
  for (const [, rate] of row.entries('exchange')) {
    rate.amount('usd');
    sourced(rate);
  }
}
