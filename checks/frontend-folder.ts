/**
 * Where the part that browsers get is kept: the guide and k77's own template call it dashboard-frontend/; an older repository may keep its pages in dashboard/,
 * which is the API wherever k77 wrote it.
 */
import type { Files } from '../src/core/ports.ts';

export async function frontendFolders(files: Files): Promise<string[]> {
  const [own, shared] = await Promise.all([files.list('dashboard-frontend'), files.list('dashboard')]);
  const hasPages = shared.some((name) => name === 'app' || name === 'pages' || name.startsWith('next.config.'));
  return [...(own.length > 0 ? ['dashboard-frontend'] : []), ...(hasPages ? ['dashboard'] : [])];
}
