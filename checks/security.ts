/**
 * Security · secrets: where they are, where they must not be, how strong they are.
 */
import { type AnyCheck, check, type Leaks } from '../src/core/check.ts';
import { internet } from '../src/vendors/internet.ts';
import { served } from './dashboard-served.ts';
import { frontendFolders } from './frontend-folder.ts';
import { held } from './held.ts';
import { judge, later, unknown } from './verdict.ts';

const envIgnored = check({
  id: 'env.ignored',
  section: 'Security',
  phase: '6.1',
  title: 'Git ignores every env file, and only you can read them',
  guide: ['6.1/4', '6.1#001'],
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe(context) {
    const written = (await context.envFiles()).filter((file) => file.exists);
    const kept = [context.environment === 'production' ? '.k77/credentials' : `.k77/${context.environment}/credentials`];
    const others = await Promise.all(
      kept.map(async (path) => ({ path, mode: await context.files.mode(path), ignored: await context.git.ignored(path) })),
    );
    const all = [...written, ...others.filter((file) => file.mode !== undefined)];
    if (all.length === 0) return unknown('no env file is written yet: k77 deploy 6.1');
    const tracked = await Promise.all(all.map(({ path }) => context.git.tracked(path)));
    return judge(context, {
      wrong: all.flatMap(({ path, mode, ignored }, index) => [
        !ignored && `${path} is not ignored`,
        tracked[index] && `${path} is tracked`,
        mode !== undefined && (mode & 0o077) !== 0 && `${path} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}`,
      ]),
      saw: `${all.map(({ path }) => path).join(', ')}: ignored, 0600`,
      want: 'every file with secrets ignored by git, mode 0600',
      from: 'git check-ignore and stat',
      fix: 'k77 deploy 6.1 mends .gitignore and modes; a tracked file: git rm --cached <file>, then replace its secrets',
    });
  },
});

const historyClean = check({
  id: 'env.history-clean',
  section: 'Security',
  phase: '6.1',
  title: 'No commit of the repository holds a key',
  guide: ['6.1/2', '6.1/4', '6.1#002', 'post#074'],
  settings: held('6.1/2:uncommitted'),
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe(context) {
    const leaks = await context.history();
    return judge(context, {
      wrong: leaks ? places(leaks) : [],
      saw: leaks ? `${leaks.scanned} versions of files, no key` : 'no git repository of its own here, so no commit',
      want: 'no key in any commit',
      from: 'every blob of every commit and of the index',
      fix: 'replace each key at its vendor first (the old one is public), then remove it with git filter-repo',
    });
  },
});

const frontendClean = check({
  id: 'env.frontend-clean',
  section: 'Security',
  phase: '6.1',
  title: 'The dashboard’s source holds no key, and nothing secret is published to browsers',
  guide: ['6.1/4', '6.1#004', 'post#074'],
  weight: 'blocker',
  uses: [],
  needs: [],
  async probe(context) {
    const frontends = await frontendFolders(context.files);
    const scans = await Promise.all(frontends.map((folder) => context.frontend(folder)));
    const present = scans.flatMap((leaks, index) => (leaks ? [{ folder: frontends[index], leaks }] : []));
    if (present.length === 0) return later('6.6', 'there is no dashboard in this folder yet');
    const leaks: Leaks = {
      scanned: present.reduce((sum, one) => sum + one.leaks.scanned, 0),
      found: present.flatMap((one) => one.leaks.found),
    };
    return judge(context, {
      wrong: places(leaks),
      saw: `${leaks.scanned} files in ${present.map(({ folder }) => `${folder}/`).join(', ')}, no key`,
      want: 'no key and no secret NEXT_PUBLIC_ variable',
      from: `the files below ${present.map(({ folder }) => `${folder}/`).join(', ')}`,
      fix: 'move the value to an env file that only the server reads, and replace the key at its vendor',
    });
  },
});

const servedClean = check({
  id: 'frontend.served-clean',
  section: 'Security',
  phase: '6.1',
  title: 'What browsers receive holds no key',
  guide: ['6.1#004', 'post#074'],
  weight: 'blocker',
  uses: [internet],
  needs: [],
  tolerates: ['domain', 'DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain, DASHBOARD_DEPLOYED } = context.values;
    if (domain === undefined || DASHBOARD_DEPLOYED === undefined) return later('6.6', 'no dashboard is served yet');
    const { pages, files } = await served(context, domain);
    const texts = [
      ...pages.map(({ path, html }) => ({ path, text: html })),
      ...files.map(({ url, text }) => ({ path: new URL(url).pathname, text })),
    ].filter(({ text }) => text !== '');
    if (texts.length === 0) return unknown(`https://${domain} served nothing that could be read: ${pages[0]?.failure ?? pages[0]?.status}`);
    const leaks = await context.leaksIn(texts);
    return judge(context, {
      wrong: places(leaks),
      saw: `${pages.length} pages and ${texts.length - pages.length} scripts and styles of https://${domain}, no key and none of the secrets that k77 keeps`,
      want: 'no key in anything that a browser is served',
      from: `the pages of https://${domain}, their scripts and styles, and the scripts that these name`,
      fix: 'replace the key at its vendor first: it is public; then keep its value out of NEXT_PUBLIC_ variables and of what the browser runs, and k77 deploy 6.6',
    });
  },
});

const secretsStrong = check({
  id: 'env.secrets-strong',
  section: 'Security',
  phase: '6.1',
  title: 'Secrets that k77 makes are at least 32 random bytes, and differ from each other',
  guide: ['6.1/4'],
  weight: 'blocker',
  uses: [],
  needs: ['JWT_SECRET', 'SESSION_SECRET'],
  async probe(context) {
    const made = [context.values.JWT_SECRET, context.values.SESSION_SECRET];
    return judge(context, {
      wrong: [
        ...made.map((secret) => weakness(secret.name, secret.reveal())),
        made[0]?.reveal() === made[1]?.reveal() && 'JWT_SECRET and SESSION_SECRET are the same',
      ],
      saw: 'JWT_SECRET and SESSION_SECRET: 32 bytes or more, different',
      want: 'at least 32 random bytes each (43 characters of base64url, 64 of hex), different from each other',
      from: 'the env files',
      fix: 'remove the weak line from the env file, then k77 deploy 6.1 makes a new one (users sign in again)',
    });
  },
});

/** Bytes that a text can carry, by its alphabet; and random text repeats little. */
function weakness(name: string, text: string): string | false {
  const bits = /^[0-9a-f]+$/i.test(text) ? 4 : 6;
  const bytes = Math.floor((text.length * bits) / 8);
  if (bytes < 32) return `${name} carries ${bytes} bytes`;
  return new Set(text).size < 12 && `${name} repeats few characters`;
}

function places(leaks: Leaks): string[] {
  const shown = leaks.found.slice(0, 5).map(({ rule, path, line, commit }) => {
    return `${rule} in ${path}:${line}${commit ? ` (${commit.slice(0, 7)})` : ''}`;
  });
  const more = leaks.found.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

export const security: readonly AnyCheck[] = [envIgnored, historyClean, frontendClean, servedClean, secretsStrong];
