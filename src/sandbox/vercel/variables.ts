/** Environment variables of a project: written in batches, and read without the values of sensitive ones. */
import type { Call, Route } from './api.ts';
import { type Books, digest } from './books.ts';
import { oneOf, only, text } from './fields.ts';
import type { Json, Project, Target, Variable } from './model.ts';
import { bad, notFound, Refusal } from './refusal.ts';

const known = ['key', 'value', 'type', 'target', 'gitBranch', 'comment', 'customEnvironmentIds'];
const types = ['encrypted', 'plain', 'sensitive'] as const;
const targets: readonly Target[] = ['production', 'preview', 'development'];
/** https://vercel.com/docs/environment-variables/system-environment-variables: names that Vercel keeps for itself. */
const reserved = /^(VERCEL|VERCEL_.*|NOW_REGION|AWS_(REGION|DEFAULT_REGION|SECRET_ACCESS_KEY|ACCESS_KEY_ID))$/;

interface Failure {
  error: Json & { code: string; message: string };
}

/** Each by itself: what is refused does not keep the others from being made. */
export function addVariables(
  books: Books,
  project: Project,
  given: readonly Json[],
  upsert: boolean,
): { created: Json[]; failed: Failure[] } {
  const created: Json[] = [];
  const failed: Failure[] = [];
  for (const one of given) {
    const made = add(books, project, one, upsert);
    if ('error' in made) failed.push(made);
    else created.push(view(made));
  }
  return { created, failed };
}

function add(books: Books, project: Project, body: Json, upsert: boolean): Variable | Failure {
  only(body, known);
  const wanted = checked(body);
  const there = books.state.variables.filter(
    (one) => one.project === project.id && one.key === wanted.key && one.gitBranch === wanted.gitBranch,
  );
  const same = there.find(({ target }) => sameSet(target, wanted.target));
  const now = books.ms();
  if (same && upsert) return Object.assign(same, wanted, { updatedAt: now });
  const inTheWay = there.find(({ target }) => target.some((one) => wanted.target.includes(one)));
  if (inTheWay)
    return {
      error: {
        code: 'ENV_CONFLICT',
        message: `A variable with the name \`${wanted.key}\` already exists for the target ${wanted.target.join(',')} on branch undefined`,
        key: wanted.key,
        envVarId: inTheWay.id,
        envVarKey: wanted.key,
        target: wanted.target,
        project: project.id,
      },
    };
  const made: Variable = { id: letters16(books), project: project.id, createdAt: now, updatedAt: now, ...wanted };
  books.state.variables.push(made);
  return made;
}

function letters16(books: Books): string {
  return books.id('env').slice(4, 20);
}

function checked(body: Json): Pick<Variable, 'key' | '$value' | 'type' | 'target' | 'gitBranch' | 'comment'> {
  const key = text(body, 'key');
  const type = oneOf(body, 'type', types);
  const target = targetsIn(body.target);
  const gitBranch = typeof body.gitBranch === 'string' ? body.gitBranch : null;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
    throw bad(
      'The name contains invalid characters. Only letters, digits, and underscores are allowed. Furthermore, the name should not start with a digit.',
      'INVALID_CHARACTERS',
    );
  if (reserved.test(key)) throw bad(`The name of your Environment Variable \`${key}\` is reserved.`, 'RESERVED_ENV_VARIABLE');
  if (type === 'sensitive' && target.includes('development'))
    throw bad("You cannot set a Sensitive Environment Variable's target to development.", 'BAD_REQUEST');
  if (gitBranch !== null && !sameSet(target, ['preview'])) throw bad('A git branch can only be set for the target preview.', 'BAD_REQUEST');
  const comment = typeof body.comment === 'string' ? body.comment : undefined;
  return { key, $value: text(body, 'value'), type, target, gitBranch, comment };
}

function targetsIn(value: unknown): Target[] {
  const given = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(given) || given.length === 0) throw bad('Invalid request: missing required property `target`.');
  const strange = given.find((one) => !targets.includes(one as Target));
  if (strange !== undefined) throw bad('Invalid request: `target` should be equal to one of the allowed values.');
  return [...new Set(given as Target[])];
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

/** The value of a sensitive one is gone for ever; an encrypted one is shown as it is stored. */
function view(one: Variable): Json {
  const { id, key, type, target, gitBranch, comment, createdAt, updatedAt } = one;
  return {
    id,
    key,
    type,
    target,
    value: type === 'plain' ? one.$value : type === 'sensitive' ? '' : `eyJ2IjoidjIi${digest(one.$value).slice(0, 24)}`,
    configurationId: null,
    createdAt,
    updatedAt,
    createdBy: null,
    updatedBy: null,
    ...(gitBranch === null ? {} : { gitBranch }),
    ...(comment === undefined ? {} : { comment }),
  };
}

function create({ books, account, at, body, list, query }: Call): Json {
  const project = books.project(at.project ?? '', account);
  const { created, failed } = addVariables(books, project, list ?? [body], query.get('upsert') === 'true');
  const [first] = failed;
  if (list) return { created, failed };
  if (first) throw new Refusal(403, first.error.code, first.error.message, first.error);
  return { created: created[0], failed };
}

function find({ books, account, at }: Call): Variable {
  const project = books.project(at.project ?? '', account);
  const found = books.state.variables.find((one) => one.project === project.id && one.id === at.variable);
  if (!found) throw notFound('Environment Variable not found.');
  return found;
}

function edit(call: Call): Json {
  const { body, books } = call;
  only(body, known);
  const one = find(call);
  const wanted = checked({ key: one.key, value: one.$value, type: one.type, target: one.target, gitBranch: one.gitBranch, ...body });
  return view(Object.assign(one, wanted, { updatedAt: books.ms() }));
}

export const variableRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v10/projects/:project/env',
    run({ books, account, at, query }) {
      const project = books.project(at.project ?? '', account);
      const own = books.state.variables.filter((one) => one.project === project.id);
      const wanted = query.get('target');
      return { envs: own.filter(({ target }) => !wanted || target.includes(wanted as Target)).map(view) };
    },
  },
  { method: 'POST', path: '/v10/projects/:project/env', status: 201, run: create },
  { method: 'GET', path: '/v1/projects/:project/env/:variable', run: (call) => view(find(call)) },
  { method: 'PATCH', path: '/v9/projects/:project/env/:variable', run: edit },
  {
    method: 'DELETE',
    path: '/v9/projects/:project/env/:variable',
    run(call) {
      const one = find(call);
      const { state } = call.books;
      state.variables = state.variables.filter((other) => other !== one);
      return view(one);
    },
  },
];

/** What a deployment gets: those of its target, and those of its branch before them. */
export function variablesFor({ state }: Books, project: Project, target: Target, branch: string): Record<string, string> {
  const own = state.variables.filter((one) => one.project === project.id && one.target.includes(target));
  const general = own.filter(({ gitBranch }) => gitBranch === null);
  const special = own.filter(({ gitBranch }) => gitBranch === branch);
  return Object.fromEntries([...general, ...special].map(({ key, $value }) => [key, $value]));
}
