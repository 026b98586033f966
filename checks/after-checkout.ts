/**
 * Payments · what happens after checkout: pages, database and role. Later phases build and prove them.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { Files } from '../src/core/ports.ts';
import { frontendFolders } from './frontend-folder.ts';
import { held } from './held.ts';
import { judge, later } from './verdict.ts';

const databaseUpdated = check({
  id: 'payments.database-updated',
  section: 'Payments',
  phase: '6.1',
  title: 'A payment changes the subscription in the database',
  guide: ['6.1/8', '6.1#012'],
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe({ files }) {
    const api = await firstFolder(files, ['dashboard-api', 'api', 'dashboard']);
    return later(
      '6.6',
      api ? `${api}/ is here, but no API is deployed that could write to the database` : 'there is no API yet that writes to the database',
    );
  },
});

const roleAssigned = check({
  id: 'payments.role-assigned',
  section: 'Payments',
  phase: '6.1',
  title: 'A payment gives the Premium role in Discord',
  guide: ['6.1/8', '6.1#013'],
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe({ files }) {
    const bot = await firstFolder(files, ['bot']);
    return later('6.6', bot ? `${bot}/ is here, but neither bot nor API is deployed` : 'there is no bot yet that gives roles');
  },
});

const pagesBuilt = check({
  id: 'payments.pages',
  section: 'Payments',
  phase: '6.1',
  title: 'After checkout there is a page for success and one for cancelling',
  guide: ['6.1/9', '6.1#022'],
  settings: held('6.1/9:success', '6.1/9:cancel'),
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe(context) {
    const [folder] = await frontendFolders(context.files);
    if (folder === undefined) return later('6.6', 'there is no dashboard in this folder yet');
    const pages = await Promise.all(['success', 'cancel'].map((name) => pageOf(context.files, folder, name)));
    const missing = ['success', 'cancel'].filter((_, index) => pages[index] === undefined);
    if (missing.length === 0) return later('6.6', `${pages.join(' and ')} are written, but not served yet`);
    return judge(context, {
      wrong: missing.map((name) => `${folder}/ has no page /payment/${name}`),
      saw: '',
      want: 'pages /payment/success and /payment/cancel',
      from: `the files below ${folder}/`,
      fix: 'write the pages; k77 writes them for a new dashboard in 6.6',
    });
  },
});

/** The first of these folders that holds anything. */
async function firstFolder(files: Files, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if ((await files.list(name)).length > 0) return name;
  return undefined;
}

/** Next.js keeps pages below app/ or src/app/, also in groups that are no part of the address, `app/(account)/payment/success`; the old way is pages/. */
async function pageOf(files: Files, folder: string, name: string): Promise<string | undefined> {
  const apps = ['app', 'src/app'].map((app) => `${folder}/${app}`);
  const groups = (await Promise.all(apps.map(async (app) => (await files.list(app)).map((one) => `${app}/${one}`)))).flat();
  const tops = [...apps, ...groups.filter((path) => /\/\([^)]+\)$/.test(path))];
  const spots = tops.flatMap((top) => ['tsx', 'jsx', 'js'].map((end) => `${top}/payment/${name}/page.${end}`));
  const old = ['tsx', 'jsx', 'js'].map((end) => `${folder}/pages/payment/${name}.${end}`);
  for (const path of [...spots, ...old]) if ((await files.read(path)) !== undefined) return path;
  return undefined;
}

export const afterCheckout: readonly AnyCheck[] = [databaseUpdated, roleAssigned, pagesBuilt];
