import type { Reporter, TestCase } from 'vitest/node';

/** A busy machine may be late once, and a test that is late twice fails. Only in CI: at the keyboard every failure is seen. */
export const retry = process.env.CI === 'true' ? 1 : 0;

/** Names every test that passed at its second attempt only, so that none of them is forgotten. */
class SecondAttempts implements Reporter {
  readonly #late: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (!test.diagnostic()?.flaky) return;
    const [first] = test.result().errors ?? [];
    this.#late.push(
      `${test.module.relativeModuleId}: ${test.fullName}${first ? `\n  at first: ${first.message.slice(0, 600)}\n${first.diff?.slice(0, 1200) ?? ''}` : ''}`,
    );
  }

  onTestRunEnd(): void {
    for (const name of this.#late) process.stdout.write(`passed at its second attempt: ${name}\n`);
  }
}

/** K77_RESULTS: a file for everything as JSON, from which `.ci/run` counts. */
const file = process.env.K77_RESULTS;
type Reporters = (string | Reporter | [string, { outputFile: string }])[];
export const reporters: Reporters = [
  'default',
  new SecondAttempts(),
  ...(file ? [['json', { outputFile: file }] as [string, { outputFile: string }]] : []),
];
