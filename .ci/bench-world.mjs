// The emulated vendors of the bench, in a process of their own as in a rehearsal: everything deployed to hosts that record what they would run. Arguments: latency in ms.
// Prints one line of JSON (root, endpoints, edge) when it is ready, and ends when its input does.
import { deploy } from '../src/engine/deploy.ts';
import { openStage } from '../src/proof/stage.ts';

const stage = await openStage({ hosts: 'emulated' });
const phases = stage.catalogue.phases.map((phase) => phase.number);
await stage.play((walk) => deploy(walk, { phases, only: [], yes: true, replace: [], command: 'bench' }));
stage.world.faults.set({ latencyMs: Number(process.argv[2]) });
console.log(JSON.stringify({ root: stage.root, endpoints: stage.world.endpoints, edge: stage.edgeFile }));
process.stdin.resume();
process.stdin.once('end', async () => {
  await stage.close();
  process.exit(0);
});
