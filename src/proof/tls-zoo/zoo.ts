/** The zoo as a whole: papers, a folder for them, and cages that open when somebody looks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { animals } from './animals.ts';
import type { Cage } from './cage.ts';
import { openPapers } from './papers.ts';

export interface Zoo {
  /** The root, PEM, and the file that holds it. */
  ca: string;
  caFile: string;
  folder: string;
  /** Opens an animal's cage, once; the port. */
  port(name: string): Promise<number>;
  close(): Promise<void>;
}

export async function openZoo(now: Date): Promise<Zoo> {
  const [papers, folder] = await Promise.all([openPapers(now), mkdtemp(join(tmpdir(), 'k77-zoo-'))]);
  const cages = new Map<string, Promise<Cage>>();
  const caFile = join(folder, 'root.pem');
  await writeFile(caFile, papers.root.certificate);
  return {
    ca: papers.root.certificate,
    caFile,
    folder,
    async port(name) {
      const animal = animals.find((one) => one.name === name);
      if (!animal) throw new Error(`no animal is called ${name}`);
      const cage = cages.get(name) ?? animal.open({ papers, now, folder });
      cages.set(name, cage);
      return (await cage).port;
    },
    async close() {
      await Promise.allSettled([...cages.values()].map(async (cage) => (await cage).close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
