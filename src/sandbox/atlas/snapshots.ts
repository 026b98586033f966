/** What snapshots hold: the data of a cluster as it was. In files beside the databases where there is a folder, so that they outlive the process. */
import { join } from 'node:path';
import { openByteLog } from '../../ports/byte-log.ts';
import { openFiles } from '../../ports/files.ts';
import type { MongoStore } from '../mongodb/open.ts';
import { frame } from '../mongodb/storage/records.ts';
import { spoiled } from './restores.ts';
import type { Books } from './state.ts';

export class HeldSnapshots {
  readonly #folder: string | undefined;
  readonly #held = new Map<string, Buffer>();

  /** @param folder of the world's databases; undefined: in memory only */
  constructor(folder: string | undefined) {
    this.#folder = folder === undefined ? undefined : join(folder, 'mongodb', 'snapshots');
  }

  /** A snapshot holds what is there when it is taken; a restore puts that, and nothing else, into its target. */
  async follow(books: Books, serverOf: (cluster: string) => MongoStore | undefined): Promise<void> {
    const { clusters, restores = [], trouble } = books.state;
    for (const { id, snapshots } of clusters)
      for (const one of snapshots) if (!(await this.has(one.id))) await this.keep(one.id, (await serverOf(id)?.snapshot()) ?? frame([]));
    await this.only(clusters.flatMap(({ snapshots }) => snapshots.map(({ id }) => id)));
    for (const job of restores.filter(({ status }) => status === 'PENDING')) {
      const [bytes, target] = [await this.get(job.snapshotId), serverOf(job.target)];
      const whole = trouble.restores !== 'failed' && bytes !== undefined && target !== undefined;
      if (whole) await target.restore(spoiled(bytes, trouble.restores));
      Object.assign(job, { status: whole ? 'COMPLETED' : 'FAILED', finished: books.now() });
      books.changed();
    }
  }

  async has(id: string): Promise<boolean> {
    return (await this.get(id)) !== undefined;
  }

  async get(id: string): Promise<Buffer | undefined> {
    const known = this.#held.get(id);
    if (known !== undefined || this.#folder === undefined) return known;
    const bytes = await this.#file(this.#folder, id, (log) => log.read());
    if (bytes.length === 0) return undefined;
    this.#held.set(id, bytes);
    return bytes;
  }

  async keep(id: string, bytes: Buffer): Promise<void> {
    this.#held.set(id, bytes);
    if (this.#folder !== undefined) await this.#file(this.#folder, id, (log) => log.replace(bytes));
  }

  /** Forgets all others. */
  async only(ids: readonly string[]): Promise<void> {
    for (const id of [...this.#held.keys()].filter((one) => !ids.includes(one))) {
      this.#held.delete(id);
      if (this.#folder !== undefined) await openFiles(this.#folder).remove(id);
    }
  }

  /** These, as plain JSON; without any, nothing. */
  async dump(ids: readonly string[]): Promise<{ snapshots?: Record<string, string> }> {
    if (ids.length === 0) return {};
    const all = ids.map(async (id) => [id, (await this.get(id))?.toString('base64') ?? ''] as const);
    return { snapshots: Object.fromEntries(await Promise.all(all)) };
  }

  async load(dumped: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const [id, text] of Object.entries(dumped)) await this.keep(id, Buffer.from(text, 'base64'));
  }

  async #file<T>(folder: string, id: string, work: (log: ReturnType<typeof openByteLog>) => Promise<T>): Promise<T> {
    const log = openByteLog(join(folder, id));
    return work(log).finally(() => log.close());
  }
}
