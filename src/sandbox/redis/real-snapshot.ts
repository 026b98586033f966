/**
 * All databases of a real server as text, and back: every key as DUMP gives it.
 */
import type { RedisServer } from './open.ts';

type Ask = RedisServer['ask'];

interface Dumped {
  key: string;
  /** Milliseconds since 1970; absent = for ever. */
  expireAt?: number;
  dump: string;
}

interface Dumps {
  version: 'dump 1';
  databases: Record<string, Dumped[]>;
}

export async function dumpAll(ask: Ask): Promise<string> {
  const keyspace = (await ask('INFO', 'keyspace')).text ?? '';
  const dumps: Dumps = { version: 'dump 1', databases: {} };
  for (const [, index = '0'] of keyspace.matchAll(/^db(\d+):/gm)) {
    await ask('SELECT', index);
    dumps.databases[index] = await dumpDatabase(ask);
  }
  await ask('SELECT', '0');
  return JSON.stringify(dumps);
}

async function dumpDatabase(ask: Ask): Promise<Dumped[]> {
  const dumped: Dumped[] = [];
  for (let cursor = '0'; ; ) {
    const { items } = await ask('SCAN', cursor, 'COUNT', '1000');
    const keys = items[1]?.items.map(({ text }) => text ?? '') ?? [];
    const found = await Promise.all(keys.map((key) => Promise.all([key, ask('DUMP', key), ask('PEXPIRETIME', key)])));
    for (const [key, dump, expiry] of found) {
      const expireAt = Number(expiry.text);
      if (dump.text !== null) dumped.push({ key, dump: dump.text, ...(expireAt > 0 ? { expireAt } : {}) });
    }
    cursor = items[0]?.text ?? '0';
    // SCAN may answer a key twice; the last one is as good as the first.
    if (cursor === '0') return [...new Map(dumped.map((entry) => [entry.key, entry])).values()];
  }
}

/** @throws Error when the text was not made by `dumpAll` */
export async function restoreAll(ask: Ask, text: string): Promise<void> {
  const dumps = JSON.parse(text) as Dumps;
  if (dumps.version !== 'dump 1') throw new Error('this snapshot was made by the built-in Redis; a real one cannot read it');
  await ask('FLUSHALL');
  for (const [index, entries] of Object.entries(dumps.databases)) {
    await ask('SELECT', index);
    await Promise.all(entries.map(({ key, expireAt = 0, dump }) => ask('RESTORE', key, String(expireAt), dump, 'ABSTTL')));
  }
  await ask('SELECT', '0');
}
