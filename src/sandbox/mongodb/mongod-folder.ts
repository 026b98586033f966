/**
 * What lies in the folder of a `mongod` that we start: its configuration, its key file, and who owns it. All for our eyes only.
 */
import { join } from 'node:path';
import type { Random } from '../../core/ports.ts';
import { openFiles } from '../../ports/files.ts';
import { privateFolders } from '../../ports/spawn.ts';

/** The user whom we are to it, and the port that its replica set knows it by. */
export interface Owner {
  name: string;
  password: string;
  port: number;
}

export const folderName = 'mongod';
/** Below the data folder. */
export const ownerFile = join(folderName, 'owner.json');
export const configFile = 'mongod.yaml';

export interface Place {
  /** Absolute. */
  folder: string;
  /** As the last start left it. */
  known: Owner | undefined;
  remove(): Promise<void>;
  /** Writes everything that a start needs. */
  prepare(owner: Owner, about: { major: number; replicaSet: string | undefined; random: Random }): Promise<void>;
}

export async function openPlace(dataFolder: string): Promise<Place> {
  const folder = join(dataFolder, folderName);
  await privateFolders(dataFolder);
  const files = openFiles(dataFolder);
  const text = await files.read(ownerFile);
  return {
    folder,
    known: text === undefined ? undefined : (JSON.parse(text) as Owner),
    remove: () => files.remove(folderName),
    async prepare(owner, { major, replicaSet, random }) {
      await privateFolders(folder, join(folder, 'data'));
      // Its last log would be kept beside the new one, and so would the one before.
      await files.remove(join(folderName, 'mongod.log'));
      await files.write(ownerFile, JSON.stringify(owner), 0o600);
      // A key file is base64; the URL-safe kind has letters that it must not have.
      const key = Buffer.from(random.token(512), 'base64url').toString('base64');
      await files.write(join(folderName, 'keyfile'), `${key}\n`, 0o600);
      await files.write(join(folderName, configFile), configuration(folder, owner.port, major, replicaSet), 0o600);
    },
  };
}

/** https://www.mongodb.com/docs/manual/reference/configuration-options/; texts in JSON are texts in YAML. */
function configuration(folder: string, port: number, major: number, replicaSet: string | undefined): string {
  const path = (name: string): string => JSON.stringify(join(folder, name));
  return [
    'net:',
    '  bindIp: 127.0.0.1',
    `  port: ${port}`,
    // The door reads what passes.
    '  compression: { compressors: disabled }',
    '  unixDomainSocket: { enabled: false }',
    `storage: { dbPath: ${path('data')}, wiredTiger: { engineConfig: { cacheSizeGB: 0.25 } } }`,
    ...(replicaSet === undefined ? [] : [`replication: { replSetName: ${JSON.stringify(replicaSet)}, oplogSizeMB: 64 }`]),
    `security: { authorization: enabled, keyFile: ${path('keyfile')} }`,
    `systemLog: { destination: file, path: ${path('mongod.log')}, quiet: true }`,
    // Nobody waits for a second member: the end need not take fifteen seconds.
    'setParameter: { diagnosticDataCollectionEnabled: false, shutdownTimeoutMillisForSignaledShutdown: 100 }',
    // Gone since version 7, which does not start with words that it does not know.
    ...(major < 7 ? ['cloud: { monitoring: { free: { state: "off" } } }'] : []),
    '',
  ].join('\n');
}
