/**
 * One run of one task in a process of its own, which ends itself with SIGKILL where it is told to.
 * Arguments: folder, endpoints (JSON), file of the edge, task, and `journal:<n>` or `write:<n>`.
 */
import { flushCompileCache } from 'node:module';
import { catalogue } from '../catalogue.ts';
import type { VendorId } from '../core/vendor.ts';
import { edgeInFile, edgeNetwork } from '../ports/network.ts';
import { run } from './laws.ts';
import { hurriedClock, openScene } from './scene.ts';

// A process that is killed writes no cache at its end.
flushCompileCache();
const [root = '', endpoints = '{}', edge = '', id = '', where = ''] = process.argv.slice(2);
const [kind, nth] = where.split(':');
const seen = { journal: 0, write: 0 };

function count(what: keyof typeof seen): void {
  seen[what]++;
  if (kind === what && seen[what] === Number(nth)) process.kill(process.pid, 'SIGKILL');
}

const task = catalogue.phases.flatMap((phase) => phase.tasks).find((one) => one.id === id);
if (!task) throw new Error(`there is no task ${id}`);
const scene = await openScene({
  root,
  environment: 'sandbox',
  catalogue,
  endpoints: JSON.parse(endpoints) as Partial<Record<VendorId, string>>,
  network: edgeNetwork(edgeInFile(edge)),
  perform: async () => {},
  clock: hurriedClock(20),
  onAppend: () => count('journal'),
  onWriteAnswered: () => count('write'),
});
await run(scene.walk, task);
await scene.close();
