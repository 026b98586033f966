/** POST /graphql/v2: parsed, held against the emulated schema, executed. Refusals have HTTP 200, questions that make no sense 400. */
import { executeSync, GraphQLError, parse, validate } from 'graphql';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import type { Books } from './books.ts';
import { placeOrders } from './orders-places.ts';
import { runningOrders } from './orders-running.ts';
import { settingOrders } from './orders-settings.ts';
import { limitsOf } from './plans.ts';
import { queries } from './queries.ts';
import { json, Refusal } from './refusal.ts';
import { emulatedSchema } from './schema.ts';
import { Viewer } from './viewer.ts';

const roots = { ...queries, ...placeOrders, ...settingOrders, ...runningOrders };

interface Asked {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  if (incoming.path !== '/graphql/v2' || incoming.method !== 'POST')
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
  const asked = askedOf(incoming.body);
  if (!asked) return json(400, { errors: [problem(books, 'Must provide query string.', 'BAD_USER_INPUT')] });
  try {
    const document = parse(asked.query);
    const wrong = validate(emulatedSchema(), document);
    if (wrong.length > 0)
      return json(400, { errors: wrong.map((error) => problem(books, error.message, 'GRAPHQL_VALIDATION_FAILED', error)) });
    return json(200, execute(books, incoming, asked, document), headersOf(books));
  } catch (error) {
    if (error instanceof GraphQLError) return json(400, { errors: [problem(books, error.message, 'GRAPHQL_PARSE_FAILED', error)] });
    throw error;
  }
}

function execute(books: Books, incoming: Incoming, { variables, operationName }: Asked, document: ReturnType<typeof parse>): unknown {
  const before = JSON.stringify(books.state);
  const result = executeSync({
    schema: emulatedSchema(),
    document,
    rootValue: roots,
    contextValue: new Viewer(books, incoming),
    variableValues: variables ?? {},
    operationName: operationName ?? undefined,
  });
  if (JSON.stringify(books.state) !== before) books.changed();
  if (!result.errors) return result;
  const errors = result.errors.map((error) => {
    const thrown = error.originalError;
    // Bugs of the emulator are not to be taken for refusals.
    if (thrown && !(thrown instanceof Refusal)) throw thrown;
    return problem(books, error.message, thrown instanceof Refusal ? thrown.code : 'BAD_USER_INPUT', error);
  });
  return { errors, data: result.data ?? null };
}

/** Every error carries the trace by which Railway's support finds it. */
function problem(books: Books, message: string, code: string, error?: GraphQLError): Record<string, unknown> {
  return {
    message,
    ...(error?.locations ? { locations: error.locations } : {}),
    ...(error?.path ? { path: error.path } : {}),
    extensions: { code },
    traceId: books.id().replaceAll('-', '').slice(0, 19),
  };
}

/** https://docs.railway.com/integrations/api#rate-limits. Requests are not counted here; `k77 sandbox fault` makes the 429. */
function headersOf({ state }: Books): Record<string, string> {
  const [workspace] = state.workspaces;
  return workspace ? { 'x-ratelimit-limit': String(limitsOf(workspace).requestsPerHour) } : {};
}

/** Nothing in it changes anything. */
export function onlyAsks(body: string): boolean {
  try {
    return parse(askedOf(body)?.query ?? '').definitions.every((one) => one.kind !== 'OperationDefinition' || one.operation === 'query');
  } catch {
    return false;
  }
}

function askedOf(body: string): Asked | undefined {
  try {
    const asked = JSON.parse(body) as Partial<Asked>;
    return typeof asked.query === 'string' ? (asked as Asked) : undefined;
  } catch {
    return undefined;
  }
}
