/** Entry of the detached process: `node entry.js --dir <workspace> [--idle-minutes 30] [--k77 0.1.0]`. */
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { runSandbox } from './main.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: { dir: { type: 'string' }, 'idle-minutes': { type: 'string' }, k77: { type: 'string' } },
});
if (!values.dir) throw new Error('--dir is missing');
await runSandbox({ root: values.dir, idleMinutes: Number(values['idle-minutes'] ?? 30), version: values.k77 ?? '' });
