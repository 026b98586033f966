// npm run bench: how fast k77 starts, and how close a plan comes to the longest chain of vendor calls that depend on each other. Exit 1 when a limit is broken.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'bin', 'k77.js');
const limit = 1.3;
const runs = 25;
const latencyMs = 100;
const walksMeasured = 7;
/** Another program on the machine can spoil a measurement, never improve it: a limit is broken when three measurements say so. */
const attempts = 3;
let failed = false;

execFileSync(process.execPath, [join(root, '.ci', 'prepare.mjs')], { stdio: 'inherit' });
const broken = [];
for (const measure of [starts, noOpPlan]) {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    failed = false;
    await measure();
    if (!failed) break;
    console.log(attempt < attempts ? '  measuring again' : '  broken three times');
  }
  if (failed) broken.push(measure.name);
}
process.exit(broken.length > 0 ? 1 : 0);

/** Alternating, so that whatever else the machine does hits all alike. */
function starts() {
  const cases = { 'node -e 0': ['-e', '0'], 'k77 --version': [bin, '--version'], 'k77 --help': [bin, '--help'] };
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < runs; round++) for (const [name, args] of Object.entries(cases)) times[name].push(timed(args));
  const bare = median(times['node -e 0']);
  console.log(`start-up, medians of ${runs} alternating runs (node ${process.versions.node})`);
  console.log(`  node -e 0        ${bare.toFixed(1)} ms`);
  for (const name of ['k77 --version', 'k77 --help']) verdict(name.padEnd(15), median(times[name]), bare);
}

function timed(args) {
  const began = performance.now();
  execFileSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return performance.now() - began;
}

/**
 * Every vendor call of a plan takes 100 ms longer; the plan may take 1.3 times what its longest chain needs. All phases, deployed to emulated hosts that
 * record what they would run: that nothing is built changes nothing of what a plan asks.
 */
async function noOpPlan() {
  const [{ catalogue }, { plan }, graph, { openScene }, { edgeInFile, edgeNetwork }] = await Promise.all(
    ['catalogue.ts', 'engine/plan.ts', 'engine/graph.ts', 'proof/scene.ts', 'ports/network.ts'].map(
      (path) => import(join(root, 'src', path)),
    ),
  );
  const world = spawn(process.execPath, [join(root, '.ci', 'bench-world.mjs'), String(latencyMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(world, 'close');
  try {
    const [line] = await once(createInterface({ input: world.stdout }), 'line');
    const { endpoints, edge, root: folder } = JSON.parse(line);
    const network = edgeNetwork(edgeInFile(edge));
    const scene = await openScene({ root: folder, environment: 'sandbox', catalogue, endpoints, network, perform: async () => {} });
    await measurePlan(scene.walk, { phases: catalogue.phases.map((phase) => phase.number), only: [] }, plan, graph);
    await scene.close();
  } finally {
    world.stdin.end();
    await ended;
  }
}

async function measurePlan(walk, scope, plan, graph) {
  const calls = watch(walk.doors);
  // The first walk loads code, which start-up is measured for; every later one asks the vendor everything anew.
  const walks = [];
  let planned;
  for (let round = 0; round <= walksMeasured; round++) {
    walk.doors.forget();
    calls.length = 0;
    const began = performance.now();
    planned = await plan(walk, scope);
    if (round > 0) walks.push({ took: performance.now() - began, calls: [...calls] });
  }
  const { took, calls: made } = walks.sort((a, b) => a.took - b.took)[Math.floor(walks.length / 2)];
  const pending = planned.planned.filter(({ action }) => !['unchanged', 'waits', 'not-wanted', 'by-hand'].includes(action));
  if (pending.length > 0) throw new Error(`the plan is no no-op: ${pending.map(({ task, action }) => `${task.id} ${action}`).join(', ')}`);
  const chain = longestChain(
    walk.catalogue.phases.flatMap((phase) => phase.tasks),
    made,
    graph,
  );
  console.log(`no-op plan, median of ${walksMeasured} walks, ${latencyMs} ms on every one of ${made.length} vendor calls`);
  console.log(
    `  longest chain    ${chain.ms.toFixed(1)} ms (${chain.calls.length} calls: ${chain.calls.map((call) => call.path).join(', ')})`,
  );
  verdict('plan           ', took, chain.ms);
}

/** Notes when each call of each task began and ended. */
function watch(doors) {
  const calls = [];
  const open = doors.open.bind(doors);
  doors.open = (vendor, scope) => {
    const door = open(vendor, scope);
    const timed = async (path, send) => {
      const call = { by: scope.by, path, from: performance.now(), to: Number.POSITIVE_INFINITY };
      calls.push(call);
      try {
        return await send();
      } finally {
        call.to = performance.now();
      }
    };
    return Object.assign((url, init) => timed(new URL(url).pathname, () => door(url, init)), {
      gate: (command, send) => timed(`${vendor.id} ${command.name}`, () => door.gate(command, send)),
      share: (name, connect, close) => timed(`${vendor.id} connects`, () => door.share(name, connect, close)),
      network: door.network,
    });
  };
  return calls;
}

/**
 * Calls depend on each other when one task made the second after the first had ended, or when one task uses what another gives, needed or tolerated.
 * A call weighs its latency, or less when its answer was known already: everything beyond that is k77's own time.
 */
function longestChain(tasks, calls, { before, producers }) {
  const heavier = (a, b) => (b.ms > a.ms ? b : a);
  const none = { ms: 0, calls: [] };
  const then = (chain, call) => ({ ms: chain.ms + Math.min(latencyMs, call.to - call.from), calls: [...chain.calls, call] });
  const own = (by) => {
    const mine = calls.filter((call) => call.by === by).sort((a, b) => a.from - b.from);
    const ending = [];
    for (const call of mine) ending.push(then(ending.filter((_, index) => mine[index].to <= call.from).reduce(heavier, none), call));
    return ending.reduce(heavier, none);
  };
  const made = producers(tasks);
  const memo = new Map();
  const upTo = (task) => {
    if (!memo.has(task)) {
      memo.set(task, own(task.id).calls.reduce(then, before(task, made).map(upTo).reduce(heavier, none)));
    }
    return memo.get(task);
  };
  const others = [...new Set(calls.map((call) => call.by))].filter((by) => !tasks.some((task) => task.id === by));
  return [...tasks.map(upTo), ...others.map(own)].reduce(heavier, none);
}

function verdict(name, ms, base) {
  const ratio = ms / base;
  const passed = ratio <= limit;
  failed ||= !passed;
  console.log(`  ${name}  ${ms.toFixed(1)} ms   ${ratio.toFixed(2)}×   ${passed ? 'PASS' : 'FAIL'} (≤ ${limit}×)`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
