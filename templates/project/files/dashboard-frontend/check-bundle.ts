/**
 * Runs after every build: what browsers get must hold no secret and no source map. A build that does is stopped, so that it is never deployed.
 * `node check-bundle.ts`, in this folder.
 */
import { bundleFaults, filesIn } from './site/bundle-faults.ts';

const folder = new URL('.next/static/', import.meta.url);
const faults = bundleFaults(await filesIn(folder), process.env);
if (faults.length > 0) {
  process.stderr.write(
    `This build must not be deployed. Change what leaked, it is known by now if it was online:\n${faults.map((fault) => `  ${fault}\n`).join('')}`,
  );
  process.exitCode = 1;
}
