/**
 * One request from its bytes to its answer: who may, in which transaction, with which faults.
 */
import { messageOf } from '../../core/errors.ts';
import { allows } from './access/users.ts';
import { commandNamed } from './commands/table.ts';
import type { Call, Command } from './commands/types.ts';
import { checkConcerns } from './commands/writing.ts';
import { type Client, type Core, scopeOf } from './core.ts';
import { ServerError } from './errors.ts';
import { failureOf } from './options.ts';
import { Held, writeConflict } from './sessions/transactions.ts';
import { docText } from './values/text.ts';
import type { Doc } from './values/types.ts';
import type { Request } from './wire/messages.ts';

/** @returns undefined when the connection is to be dropped without an answer */
export async function dispatch(core: Core, client: Client, request: Request): Promise<Doc | undefined> {
  const [name = ''] = Object.keys(request.body);
  const fault = (await core.faults.each?.(name)) ?? failureOf(core.faults, name);
  if (fault === 'dropped') return undefined;
  const answer = await answered(core, client, request, name, typeof fault === 'number' ? fault : undefined);
  return fault === 'lost answer' ? undefined : answer;
}

async function answered(core: Core, client: Client, request: Request, name: string, code: number | undefined): Promise<Doc> {
  let call: Call | undefined;
  try {
    if (code !== undefined)
      throw new ServerError(code, core.faults.fail?.message ?? 'refused by a switched-on fault', {
        labels: core.faults.fail?.labels ?? [],
      });
    const command = commandNamed(name);
    call = callFor(core, client, request, name);
    admit(call, command);
    join(call, command);
    checkConcerns(call);
    core.counters[command.counts ?? 'command']++;
    return await command.run(call);
  } catch (error) {
    if (call?.transaction && call.session) core.sessions.abort(call.session);
    return refusalOf(error).toReply();
  }
}

function refusalOf(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  // A command that cannot wait for the transaction that holds what it would write.
  if (error instanceof Held) return writeConflict();
  return new ServerError(1, `internal error of k77's offline MongoDB server: ${messageOf(error)}`);
}

function callFor(core: Core, client: Client, request: Request, name: string): Call {
  const { body, sequences } = request;
  const db = typeof body.$db === 'string' ? body.$db : 'test';
  const session = core.sessions.of(body, client.user?.name ?? '', core.clock.now().getTime());
  return { core, client, db, name, body, sequences, session, transaction: undefined, space: core.store, scope: scopeOf(core) };
}

/** @throws ServerError 13 Unauthorized */
function admit(call: Call, command: Command): void {
  if (command.admin && call.db !== 'admin') throw new ServerError(13, `${call.name} may only be run against the admin database.`);
  const { core, client, db } = call;
  if (core.users.open || command.needs === 'nobody') return;
  if (!client.user) throw new ServerError(13, `Command ${call.name} requires authentication`);
  if (command.needs === 'anybody' || allows(client.user.roles, command.needs, db)) return;
  throw new ServerError(13, `not authorized on ${db} to execute command ${docText(shown(call.body))}`);
}

/** The command without what drivers add to it. */
function shown(body: Doc): Doc {
  const { lsid: _lsid, $clusterTime: _time, txnNumber: _number, ...rest } = body;
  return rest;
}

/** Puts a statement into its transaction. */
function join(call: Call, command: Command): void {
  const { body, core, session } = call;
  if (body.autocommit === undefined && body.startTransaction === undefined) return;
  if (call.name === 'commitTransaction' || call.name === 'abortTransaction') return;
  if (core.replicaSet === undefined) throw new ServerError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  if (!session || body.autocommit !== false)
    throw new ServerError(72, "'startTransaction' and 'autocommit' belong to a session's transaction");
  if (!command.inTransaction) throw refusedInTransaction(call);
  call.transaction = core.sessions.join(session, body, core.clock.now().getTime());
  call.space = call.transaction;
}

function refusedInTransaction(call: Call): ServerError {
  if (call.name === 'count')
    return new ServerError(
      263,
      "Cannot run 'count' in a multi-document transaction. Please see http://dochub.mongodb.org/core/transaction-count for a recommended alternative.",
    );
  return new ServerError(263, `Cannot run '${call.name}' in a multi-document transaction.`);
}
