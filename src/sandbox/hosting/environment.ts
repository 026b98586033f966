/**
 * What every service gets besides its own variables: the preload that confines it to the rehearsal, the rehearsal's edge, and its authority.
 * The two files are the runner's own, so that services may start before the rest of the sandbox has written anything.
 */
import { join } from 'node:path';
import { openFiles } from '../../ports/files.ts';
import { privateFolders } from '../../ports/spawn.ts';
import { serviceEnvironment } from '../preload-environment.ts';

const folder = '.k77/sandbox/hosting';
const files = { edge: `${folder}/edge.json`, ca: `${folder}/ca.pem`, trusted: `${folder}/trusted.pem` } as const;

export interface ServiceEnvironments {
  /** @param edge as JSON */
  write(edge: { text: string; ca: string }): Promise<void>;
  for(variables: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
}

/** @param root absolute path of the workspace */
export function openServiceEnvironment(root: string): ServiceEnvironments {
  const kept = openFiles(root);
  return {
    async write({ text, ca }) {
      await privateFolders(join(root, folder));
      if ((await kept.read(files.ca)) !== ca) await kept.write(files.ca, ca, 0o644);
      await kept.write(files.edge, text, 0o600);
    },
    for: async ({ NODE_OPTIONS, NODE_EXTRA_CA_CERTS }) => ({
      ...(await serviceEnvironment({ root, files, given: { NODE_OPTIONS, NODE_EXTRA_CA_CERTS } })),
    }),
  };
}
