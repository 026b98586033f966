// Runs after `npm install` in a checkout and before `npm pack`: builds dist/ when the sources are newer (or with --force), and makes `npx k77` mean this checkout.
// Tests call it too: several at once wait for one build, and nobody ever sees half a dist/.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const sources = ['src', 'checks', '.ci/tsdown.config.ts', '.ci/notices.ts', 'package.json', 'package-lock.json'];
const longestBuildMs = 120_000;

if (!existsSync(at('node_modules', 'tsdown'))) {
  // `npm install --omit=dev`: there is nothing to build with. What is built already stays as it is.
  if (!isBuilt()) console.error('k77 is not built: development packages are left out. Run npm install without --omit=dev.');
} else {
  if (process.argv.includes('--force') || isStale()) locked(() => process.argv.includes('--force') || isStale(), build);
  handOut();
  link();
}

function isBuilt() {
  return existsSync(at('dist', 'main.js')) && existsSync(at('dist', 'THIRD-PARTY-NOTICES.txt'));
}

function isStale() {
  return !isBuilt() || statSync(at('dist', 'main.js')).mtimeMs < Math.max(...sources.map((path) => lastChange(at(path))));
}

/** Milliseconds of the newest file in a folder. Tests are no sources. */
function lastChange(path) {
  if (!existsSync(path) || path.endsWith('.test.ts')) return 0;
  const seen = statSync(path);
  return seen.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => lastChange(join(path, name)))) : seen.mtimeMs;
}

/** One at a time. Whoever waited looks again whether there is still something to do. */
function locked(isNeeded, work) {
  const lock = at('node_modules', '.k77-build');
  const giveUp = Date.now() + longestBuildMs;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
      if (age > longestBuildMs || Date.now() > giveUp) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    if (isNeeded()) work();
  } catch (error) {
    // What is wrong has been printed by the bundler.
    console.error(`k77 could not be built: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmdirSync(lock);
  }
}

/** With the Node among our packages, whatever the machine has. */
function build() {
  const { bin } = JSON.parse(readFileSync(at('node_modules', 'tsdown', 'package.json'), 'utf8'));
  const program = at('node_modules', 'tsdown', typeof bin === 'string' ? bin : bin.tsdown);
  const own = at('node_modules', '.bin', 'node');
  const [fresh, old] = [at(`dist.${process.pid}.new`), at(`dist.${process.pid}.old`)];
  try {
    const args = [program, '--config', at('.ci', 'tsdown.config.ts'), '--out-dir', fresh, '--logLevel', 'warn'];
    execFileSync(existsSync(own) ? own : process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    if (existsSync(at('dist'))) renameSync(at('dist'), old);
    renameSync(fresh, at('dist'));
  } finally {
    for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true });
  }
}

/** Generated projects get the sandbox as `@k77/testkit`: the bundle, what it declares, and the licences of what is in it. */
function handOut() {
  const folder = at('templates', 'project', 'files', 'packages', 'testkit', 'dist');
  const given = {
    'testkit.js': at('dist', 'testkit.js'),
    'testkit.d.ts': at('src', 'sandbox', 'testkit', 'face.ts'),
    'THIRD-PARTY-NOTICES.txt': at('dist', 'testkit.THIRD-PARTY-NOTICES.txt'),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(given)) {
    const target = join(folder, name);
    if (!existsSync(source) || (existsSync(target) && readFileSync(source).equals(readFileSync(target)))) continue;
    // Whoever reads it meanwhile sees the old one or the new one.
    const fresh = `${target}.${process.pid}.new`;
    copyFileSync(source, fresh);
    renameSync(fresh, target);
  }
}

/** npm links the bins of dependencies, not those of the project itself. */
function link() {
  const place = at('node_modules', '.bin', 'k77');
  const target = join('..', '..', 'bin', 'k77.js');
  try {
    if (readlinkSync(place) === target) return;
  } catch {
    // absent, or not a link
  }
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  symlinkSync(target, place);
}
