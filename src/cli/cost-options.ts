/**
 * Flags and files of `k77 cost` → what the estimator reads. What nobody gave stays open, so that it can be asked or assumed.
 */
import { basename, dirname, resolve } from 'node:path';
import { exits, OperatorError } from '../core/errors.ts';
import type { Values } from '../core/keys.ts';
import { catalogueFrom } from '../costs/catalogue-file.ts';
import type { FieldName, Given, Sources } from '../costs/inputs.ts';
import { presets } from '../costs/load.ts';
import type { Catalogue } from '../costs/price-types.ts';
import { catalogues, prices202611 } from '../costs/prices.ts';
import { usageFile } from '../costs/usage-file.ts';
import { openFiles } from '../ports/files.ts';
import { JsonProblem, readJson } from '../workspace/json-text.ts';
import type { GlobalOptions } from './io.ts';
import { closest } from './text.ts';

export interface CostOptions extends GlobalOptions {
  what?: 'prices';
  servers?: string;
  subscribers?: string;
  yearlyShare?: string;
  preset?: keyof typeof presets;
  country?: string;
  commercial?: 'yes' | 'no';
  usage?: string;
  live?: boolean;
  compare?: readonly string[];
  chart?: boolean;
  html?: string;
  csv?: boolean;
  prices?: string;
  budget?: string;
}

/** The shipped catalogue of a date, or one from a file. Newest when nothing is said. */
export async function thePrices(given: string | undefined, cwd: string): Promise<Catalogue> {
  if (given === undefined) return prices202611;
  const shipped = catalogues.find(({ name }) => name === given);
  if (shipped) return shipped;
  if (/^\d{4}/.test(given) && !given.includes('.') && !given.includes('/'))
    throw new OperatorError({
      what: `--prices: there is no catalogue of "${given}"`,
      fix: `one of ${catalogues.map(({ name }) => name).join(', ')}, or a file; k77 cost prices --json prints one to start from`,
      exit: exits.usage,
    });
  return catalogueFrom(
    await jsonFile(
      '--prices',
      given,
      cwd,
      catalogues.map(({ name }) => name),
    ),
    given,
  );
}

/** Flags win over the usage file, that over a preset, that over the workspace's answers. */
export async function sourcesOf(options: CostOptions, catalogue: Catalogue, answers: Partial<Values>, cwd: string): Promise<Sources> {
  const file = options.usage === undefined ? undefined : usageFile(await jsonFile('--usage', options.usage, cwd), options.usage);
  return {
    catalogue,
    given: { ...(options.preset ? presetGiven(options.preset) : answersGiven(answers)), ...file?.given, ...flagsGiven(options) },
    usage: file?.usage ?? {},
    plans: { ...(options.preset ? {} : plansOf(catalogue, answers)), ...file?.plans },
    vendors: file?.vendors ?? {},
    measured: [],
  };
}

const flags = [
  ['servers', '--servers'],
  ['subscribers', '--subscribers'],
  ['yearlyShare', '--yearly-share'],
  ['country', '--country'],
  ['commercial', '--commercial'],
] as const;

function flagsGiven(options: CostOptions): Sources['given'] {
  return Object.fromEntries(flags.flatMap(([name, from]) => (options[name] === undefined ? [] : [[name, { value: options[name], from }]])));
}

function presetGiven(preset: keyof typeof presets): Sources['given'] {
  const from = `--preset ${preset}`;
  return { servers: { value: presets[preset].servers, from }, subscribers: { value: presets[preset].subscribers, from } };
}

/** What was answered for phase 6.1 and holds for payments. */
function answersGiven(answers: Partial<Values>): Sources['given'] {
  const from = (key: string): string => `"${key}" in k77.json`;
  const pairs: readonly (readonly [FieldName, keyof Values, string | undefined])[] = [
    ['currency', 'currency', answers.currency],
    ['monthlyPrice', 'monthlyPrice', answers.monthlyPrice],
    ['yearlyPrice', 'yearlyPrice', answers.yearlyPrice],
    ['collectsTax', 'taxCollection', answers.taxCollection],
    ['country', 'taxCountry', answers.taxCountry],
  ];
  return Object.fromEntries(
    pairs.flatMap(([field, key, value]) => (value === undefined ? [] : [[field, { value, from: from(key) } satisfies Given]])),
  );
}

/** Plans that were answered for 6.2 and 6.3. Flex is what it is billed as: by its load. */
function plansOf(catalogue: Catalogue, answers: Partial<Values>): Sources['plans'] {
  const pick = (slot: 'database' | 'cache', key: 'databaseTier' | 'redisPlan'): Sources['plans'] => {
    const plan = { free: slot === 'database' ? 'm0' : 'free' }[answers[key] ?? ''] ?? answers[key]?.replaceAll('_', '-');
    const sold = catalogue.prices.some((price) => price.for !== 'listed' && price.for.includes(slot) && price.plan === plan);
    return plan !== undefined && sold ? { [slot]: { value: plan, from: `"${key}" in k77.json` } } : {};
  };
  return { ...pick('database', 'databaseTier'), ...pick('cache', 'redisPlan') };
}

async function jsonFile(flag: string, path: string, cwd: string, names: readonly string[] = []): Promise<unknown> {
  const full = resolve(cwd, path);
  const text = await openFiles(dirname(full)).read(basename(full));
  if (text === undefined) {
    const meant = closest(path, names);
    throw new OperatorError({
      what: `${flag}: there is no file ${full}`,
      fix: meant ? `did you mean ${meant}?` : `give a JSON file${names.length > 0 ? ` or one of ${names.join(', ')}` : ''}`,
      exit: exits.usage,
    });
  }
  try {
    return readJson(text).value;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new OperatorError({
      what: `${full}:${error.line}:${error.column} is not valid JSON: ${error.message}`,
      fix: `mend line ${error.line}`,
      exit: exits.usage,
    });
  }
}
