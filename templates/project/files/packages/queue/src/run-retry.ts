/** `npm run jobs:retry`: puts back every job that was given up; mend first what made them fail. Reads REDIS_QUEUE_URL. */
import { readSiteConfig } from '@k77/config';
import { openQueues } from './queues.ts';

const { REDIS_QUEUE_URL: url } = process.env;
if (!url) {
  process.stderr.write('REDIS_QUEUE_URL is needed\n');
  process.exit(78);
}

const queues = openQueues({ url, settings: readSiteConfig().redis });
try {
  await queues.ping();
  const dead = await queues.dead(1000);
  for (const { name, id, attempts, error } of dead) process.stdout.write(`${name} ${id}: ${attempts} attempts, ${error}\n`);
  process.stdout.write(`${await queues.retryDead()} jobs were put back\n`);
} finally {
  await queues.close();
}
