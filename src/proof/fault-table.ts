/**
 * The table check × fault: each world that was broken, with what the check said of it. Printed when a suite has ended, and kept as `.ci/output/check-faults.md`, to which
 * each suite of broken worlds adds its part.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

interface Line {
  check: string;
  fault: string;
  seen: string;
  /** Boxes that failed; absent: all that the check cites. */
  boxes?: readonly string[] | undefined;
}

const folder = resolve(import.meta.dirname, '../../.ci/output');

export class FaultTable {
  readonly #part: string;
  readonly #lines: Line[] = [];

  /** @param part the suite: its part of the table is a file of its own */
  constructor(part: string) {
    this.#part = part;
  }

  add(line: Line): void {
    this.#lines.push(line);
  }

  /** @param expected how many worlds there are; a run of some of them writes no file */
  async end(expected: number): Promise<void> {
    const text = this.#lines.map(
      ({ check, fault, seen, boxes }) => `${check} | ${fault} | ${inOneLine(seen)}${boxes ? ` | ${boxes.join(' ')}` : ''}\n`,
    );
    process.stdout.write(text.join(''));
    process.stdout.write(
      `  check × fault (${this.#part}): ${this.#lines.length} worlds broken for ${this.#checks()} checks, each seen to fail\n`,
    );
    if (this.#lines.length !== expected) return;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `check-faults.${this.#part}.txt`), text.join(''));
    await writeFile(join(folder, 'check-faults.md'), await whole());
  }

  #checks(): number {
    return new Set(this.#lines.map(({ check }) => check)).size;
  }
}

async function whole(): Promise<string> {
  const parts = (await readdir(folder)).filter((name) => /^check-faults\.\w+\.txt$/.test(name)).sort();
  const texts = await Promise.all(parts.map((name) => readFile(join(folder, name), 'utf8')));
  const rows = texts.join('').split('\n').filter(Boolean);
  const checks = new Set(rows.map((row) => row.split(' | ')[0]));
  const cells = rows.map((row) => `| ${row.split(' | ').slice(0, 4).join(' | ')} |${row.split(' | ').length < 4 ? ' all |' : ''}`);
  return [
    '# Check × fault',
    '',
    `${rows.length} worlds broken, ${checks.size} checks seen to fail.`,
    '',
    '| check | fault | seen | boxes |',
    '| --- | --- | --- | --- |',
    ...cells,
    '',
  ].join('\n');
}

/** A table has lines of its own, and `|` between its cells. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, 200);
}
