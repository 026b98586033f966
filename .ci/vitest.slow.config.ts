import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These take longest, and a fresh clone does not know: begun last, one of them would run alone at the end. */
const longest = ['kill.slow', 'template.slow', 'tls/agreement.slow'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.includes(name));
      return at < 0 ? longest.length : at;
    };
    return [...files].sort((a, b) => rank(a) - rank(b));
  }
}

/** The suites that take minutes and spend much of them waiting: the kill test, the generated project's own tests, the probes beside other instruments. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['src/**/*.slow.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
