/** All commands by name; those of the real server that are not here are refused by name. */
import { notHere, ServerError } from '../errors.ts';
import { aggregate } from './aggregate.ts';
import { authentication } from './authenticate.ts';
import { bulkWrite } from './bulk-write.ts';
import { collections } from './collections.ts';
import { count, distinct } from './counting.ts';
import { databases } from './databases.ts';
import { deleteCommand } from './delete.ts';
import { explain } from './explain.ts';
import { find, getMore, killCursors } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { greetings } from './hello.ts';
import { indexCommands } from './index-commands.ts';
import { insert } from './insert.ts';
import { serverFacts } from './server-facts.ts';
import { sessionCommands } from './session-commands.ts';
import { statistics } from './statistics.ts';
import type { Command, Commands } from './types.ts';
import { update } from './update.ts';

const commands: Commands = {
  ...greetings,
  ...authentication,
  ...sessionCommands,
  ...databases,
  ...collections,
  ...indexCommands,
  ...statistics,
  ...serverFacts,
  insert,
  update,
  delete: deleteCommand,
  findAndModify,
  findandmodify: findAndModify,
  find,
  getMore,
  killCursors,
  count,
  distinct,
  aggregate,
  explain,
  bulkWrite,
};

const absent = new Set([
  'mapReduce',
  'createUser',
  'updateUser',
  'dropUser',
  'usersInfo',
  'grantRolesToUser',
  'revokeRolesFromUser',
  'createRole',
  'rolesInfo',
  'killOp',
  'shutdown',
  'fsync',
  'compact',
  'reIndex',
  'convertToCapped',
  'cloneCollectionAsCapped',
  'profile',
  'setParameter',
  'getCmdLineOpts',
  'top',
  'dbHash',
  'replSetGetConfig',
  'replSetStepDown',
  'replSetReconfig',
  'createSearchIndexes',
  'listSearchIndexes',
  'dropSearchIndex',
  'updateSearchIndex',
  'planCacheClear',
  'setFeatureCompatibilityVersion',
]);

/** @throws ServerError 59 CommandNotFound, 115 CommandNotSupported */
export function commandNamed(name: string): Command {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found) return found;
  throw absent.has(name) ? notHere(name) : new ServerError(59, `no such command: '${name}'`);
}
