/**
 * The operator's answers on disk: `k77.json`, and per environment a file that is laid over it. No secrets: `k77.json` is committed.
 */
import { OperatorError } from '../core/errors.ts';
import { infoOf, isKey, type Key, keys } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Files } from '../core/ports.ts';
import { type Identity, type VendorId, vendorIds } from '../core/vendor.ts';
import { JsonProblem, type ReadJson, readJson } from './json-text.ts';
import { nearestName } from './nearest-name.ts';

export const answersPath = 'k77.json';
export const answerKeys = (Object.keys(keys) as Key[]).filter((key) => infoOf(key).kept === 'answers');

/** Fields of the file that are no answers. */
const otherFields = ['$schema', 'accounts'];

export interface Answers {
  /** Answers in force here, as text; booleans are "yes" and "no". */
  values: Partial<Record<Key, string>>;
  accounts: Partial<Record<VendorId, Identity>>;
  /** What the operator should know about the file: fields that k77 does not know. */
  notices: string[];
}

/** Where the answers of an environment are written. */
export function ownPath(environment: EnvironmentName): string {
  return environment === 'production' ? answersPath : `.k77/${environment}/answers.json`;
}

/** Reads what is in force: `k77.json`, and over it the environment's own file. Pinned accounts and keys of vendors are each environment's own. */
export async function readAnswers(files: Files, environment: EnvironmentName): Promise<Answers> {
  const common = await readOne(files, answersPath);
  if (environment === 'production') return common;
  const own = await readOne(files, ownPath(environment));
  const inherited = Object.fromEntries(Object.entries(common.values).filter(([key]) => !isOfAnAccount(key)));
  const values = { ...inherited, ...own.values };
  if (environment === 'sandbox' && values.domain !== undefined) values.domain = rehearsed(values.domain);
  return { values, accounts: own.accounts, notices: [...common.notices, ...own.notices] };
}

/** Writes one answer, keeping everything else in the file, also what k77 does not know. Undefined removes it. */
export async function writeAnswer(
  files: Files,
  environment: EnvironmentName,
  key: Key,
  text: string | undefined,
  schemaUrl?: string,
): Promise<void> {
  await change(files, ownPath(environment), schemaUrl, (fields) => {
    if (text === undefined) delete fields[key];
    else if (fields[key] === undefined || textOf(fields[key]) !== text) fields[key] = text;
  });
}

export async function writeAccount(
  files: Files,
  environment: EnvironmentName,
  vendor: VendorId,
  identity: Identity,
  schemaUrl?: string,
): Promise<void> {
  await change(files, ownPath(environment), schemaUrl, (fields) => {
    const { account, mode, name } = identity;
    fields.accounts = { ...(fields.accounts as object | undefined), [vendor]: { account, mode, ...(name === undefined ? {} : { name }) } };
  });
}

/** `kingdom77.com` → `kingdom77.test`: a rehearsal never speaks of a domain that exists (RFC 2606). */
export function rehearsed(domain: string): string {
  return domain.replace(/\.[^.]+$/, '.test');
}

/** Keys in the guide's UPPER_CASE, and names of what is there, belong to an account of a vendor; a rehearsal or staging has other accounts. */
function isOfAnAccount(key: string): boolean {
  return key === key.toUpperCase() || (isKey(key) && infoOf(key).account === true);
}

async function change(
  files: Files,
  path: string,
  schemaUrl: string | undefined,
  edit: (fields: Record<string, unknown>) => void,
): Promise<void> {
  const before = await files.read(path);
  const fields = before === undefined ? {} : fieldsOf(parsed(files, path, before), files, path);
  if (schemaUrl !== undefined && path === answersPath && fields.$schema === undefined) {
    const rest = Object.entries(fields);
    for (const [name] of rest) delete fields[name];
    Object.assign(fields, { $schema: schemaUrl }, Object.fromEntries(rest));
  }
  edit(fields);
  const after = `${JSON.stringify(fields, undefined, 2)}\n`;
  if (after !== before) await files.write(path, after, path === answersPath ? undefined : 0o600);
}

async function readOne(files: Files, path: string): Promise<Answers> {
  const answers: Answers = { values: {}, accounts: {}, notices: [] };
  const text = await files.read(path);
  if (text === undefined) return answers;
  const read = parsed(files, path, text);
  const where = (field: string) => placed(files, path, read, field);
  for (const [field, value] of Object.entries(fieldsOf(read, files, path))) {
    if (field === '$schema') continue;
    if (field === 'accounts') answers.accounts = accountsOf(value, where);
    else if (isKey(field) && infoOf(field).kept === 'answers') answers.values[field] = answerOf(field, value, where);
    else if (isKey(field) && infoOf(field).kept !== 'values') throw secretInside(where(field), field);
    else answers.notices.push(unknownField(where(field), field));
  }
  return answers;
}

function answerOf(key: Key, value: unknown, where: (field: string) => string): string {
  const text = textOf(value);
  if (text === undefined)
    throw new OperatorError({
      what: `${where(key)}: "${key}" must be text, a number or true/false, not ${describe(value)}.`,
      fix: `Write the answer in double quotes. ${infoOf(key).about}.`,
    });
  if (/^(sk|rk)_(live|test)_|^whsec_/.test(text)) throw secretInside(where(key), key);
  return text;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : undefined;
}

function accountsOf(value: unknown, where: (field: string) => string): Partial<Record<VendorId, Identity>> {
  if (!isObject(value)) throw wrongAccount(where('accounts'), 'accounts', 'an object', value);
  const accounts: Partial<Record<VendorId, Identity>> = {};
  for (const [vendor, pin] of Object.entries(value)) {
    const field = `accounts.${vendor}`;
    const id = vendorIds.find((known) => known === vendor);
    if (id === undefined)
      throw new OperatorError({ what: `${where(field)}: no vendor is called "${vendor}".`, fix: meant(vendor, vendorIds) });
    if (!isObject(pin)) throw wrongAccount(where(field), field, 'an object', pin);
    const { account, mode, name } = pin;
    if (typeof account !== 'string') throw wrongAccount(where(field), `${field}.account`, 'text', account);
    if (mode !== 'live' && mode !== 'test' && mode !== 'none')
      throw wrongAccount(where(field), `${field}.mode`, '"live", "test" or "none"', mode);
    accounts[id] = { account, mode, ...(typeof name === 'string' ? { name } : {}) };
  }
  return accounts;
}

function parsed(files: Files, path: string, text: string): ReadJson {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new OperatorError({
      what: `${files.root}/${path}:${error.line}:${error.column} is not valid JSON: ${error.message}.`,
      fix: `Mend line ${error.line}, column ${error.column} of ${path}, then run the same command again.`,
      cause: error,
    });
  }
}

function fieldsOf(read: ReadJson, files: Files, path: string): Record<string, unknown> {
  if (isObject(read.value)) return { ...read.value };
  throw new OperatorError({
    what: `${files.root}/${path}: the file must hold an object of answers, not ${describe(read.value)}.`,
    fix: `Put the answers between braces: { "project": "…" }`,
  });
}

function placed(files: Files, path: string, read: ReadJson, field: string): string {
  const place = read.places.get(field);
  return `${files.root}/${path}${place === undefined ? '' : `:${place.line}:${place.column}`}`;
}

function secretInside(where: string, key: string): OperatorError {
  return new OperatorError({
    what: `${where}: ${key} is a secret, and k77.json is committed.`,
    fix: `Take it out of the file, give it in the environment or let k77 ask for it, and replace it at the vendor if it was ever committed.`,
  });
}

function unknownField(where: string, field: string): string {
  return `${where}: k77 does not know "${field}" and leaves it as it is. ${meant(field, [...answerKeys, ...otherFields], '')}`.trim();
}

function meant(typed: string, names: readonly string[], otherwise = `Known are: ${names.join(', ')}.`): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? otherwise : `Did you mean "${nearest}"?`;
}

function wrongAccount(where: string, field: string, wanted: string, value: unknown): OperatorError {
  return new OperatorError({
    what: `${where}: "${field}" must be ${wanted}, not ${describe(value)}.`,
    fix: 'Remove the field; k77 pins the account again after you confirm it.',
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
