import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A fresh clone does not know which files take longest: begun last, one of them would run alone at the end, while other processors wait. */
export function longestFirst(longest: readonly string[]) {
  return class LongestFirst extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const rank = ({ moduleId }: TestSpecification): number => {
        const at = longest.findIndex((name) => moduleId.includes(name));
        return at < 0 ? longest.length : at;
      };
      return [...files].sort((a, b) => rank(a) - rank(b));
    }
  };
}
