/**
 * GraphQL over HTTP, as Railway speaks it: one address, and most refusals with HTTP 200. https://docs.railway.com/integrations/api
 */
import type { Door } from '../core/vendor.ts';
import { type RailwayOperation, railwayDocuments } from './railway-documents.ts';
import type { Json } from './railway-shapes.ts';

export const base = 'https://backboard.railway.com';
export const path = '/graphql/v2';

/** Railway said no, or nothing. Most refusals come with HTTP 200. */
export class RailwayRefusal extends Error {
  readonly operation: RailwayOperation;
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  /** `INTERNAL_SERVER_ERROR`, `GRAPHQL_VALIDATION_FAILED`, … */
  readonly code: string | undefined;
  readonly traceId: string | undefined;

  constructor(
    operation: RailwayOperation,
    status: number,
    message: string,
    more: { code?: string; traceId?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'RailwayRefusal';
    this.operation = operation;
    this.status = status;
    this.code = more.code;
    this.traceId = more.traceId;
  }

  /** The token may not see or do this; Railway says so too when there is no such thing. */
  get denied(): boolean {
    return /not authorized|unauthorized|bad access|permission/i.test(this.message);
  }

  get absent(): boolean {
    return /not found/i.test(this.message);
  }
}

/** Asks one question or gives one order. @throws RailwayRefusal */
export async function ask(door: Door, token: string, operation: RailwayOperation, variables: Json): Promise<Json> {
  const response = await door(`${base}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ operationName: operation, query: railwayDocuments[operation], variables }),
  }).catch((error: unknown) => lost(operation, error));
  const text = await response.text();
  const answer = parsed(text);
  const first = answer?.errors?.[0];
  if (first) throw refused(operation, response.status, first);
  if (!response.ok || !answer?.data) throw new RailwayRefusal(operation, response.status, text.slice(0, 200) || 'refused without a word');
  return answer.data;
}

interface GraphqlError {
  message: string;
  extensions?: { code?: string };
  traceId?: string;
}

function refused(operation: RailwayOperation, status: number, { message, extensions, traceId }: GraphqlError): RailwayRefusal {
  const code = extensions?.code;
  return new RailwayRefusal(operation, status, message, {
    ...(code === undefined ? {} : { code }),
    ...(traceId === undefined ? {} : { traceId }),
  });
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(operation: RailwayOperation, error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new RailwayRefusal(operation, 0, 'no answer', { cause: error });
  throw error;
}

function parsed(text: string): { data?: Json | null; errors?: GraphqlError[] } | undefined {
  try {
    return JSON.parse(text) as { data?: Json | null; errors?: GraphqlError[] };
  } catch {
    return undefined;
  }
}
