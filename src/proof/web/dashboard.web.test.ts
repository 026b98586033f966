/**
 * The generated dashboard as its visitors have it: a real browser, real names, TLS, every service running. `npm run test:web`.
 * Screenshots of every page are kept in `.ci/output/web`.
 */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { consentTests } from './consent-tests.ts';
import { journeyTests } from './journey-tests.ts';
import { measuredTests } from './measured-tests.ts';
import { openPagesTests } from './open-pages-tests.ts';
import { openWeb, output, type Web } from './web.ts';

let opened: Web | string;
beforeAll(async () => {
  opened = await openWeb();
});
afterAll(async () => {
  if (typeof opened === 'string') return;
  await opened.close();
  process.stdout.write(`\n  screenshots: ${output}\n`);
});
beforeEach(({ skip }) => {
  if (typeof opened === 'string') skip(opened);
});

/** Where there is none, every test is skipped before it asks. */
function web(): Web {
  if (typeof opened === 'string') throw new Error(opened);
  return opened;
}

openPagesTests(web);
consentTests(web);
journeyTests(web);
measuredTests(web, () => typeof opened !== 'string');
