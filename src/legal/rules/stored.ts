/** What is kept about people: cookies and storage of the browser, collections of the database. Code against registries and clauses. */
import { type Project, places, recordPath, type TextFile } from '../project.ts';
import type { LegalRule } from '../rule.ts';
import { isEurope } from '../settings.ts';

const registry = 'packages/config/src/cookies.ts';
const map = 'packages/config/src/data-map.ts';

/** Where code gives a cookie, or an entry of the browser's storage, a name of its own. */
const setters: readonly RegExp[] = [
  /\bset_?cookie\(\s*["'`]([\w.-]+)["'`]/gi,
  /\bcookies(?:\(\))?\)?\.set\(\s*(?:\{\s*name:\s*)?["'`]([\w.-]+)["'`]/g,
  /\bdocument\.cookie\s*=\s*["'`]([\w.-]+)=/g,
  /["']set-cookie["']\s*[,:]\s*["'`]([\w.-]+)=/gi,
  /\bcookie:\s*\{\s*name:\s*["'`]([\w.-]+)["'`]/g,
  /\b\w*[cC]ookie\w*\s*=\s*["'`]([\w.-]+)["'`]/g,
  /\b(?:local|session)Storage\.setItem\(\s*["'`]([\w.-]+)["'`]/g,
];

export const cookieUnlisted: LegalRule = {
  id: 'cookie-unlisted',
  title: 'Something is kept in browsers that the cookie policy does not list',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the page is printed from the list of cookies and promises to be complete',
  source: 'Directive 2002/58/EC art. 5(3) (storage of every kind, not cookies alone), GDPR art. 13',
  fix: `add it to ${registry}, or stop setting it; one that is not strictly necessary waits for consent`,
  find(project) {
    const listed = new Set([...(project.files.get(registry) ?? '').matchAll(/\bname:\s*'([^']+)'/g)].map(([, name]) => name));
    if (listed.size === 0) return [];
    return project.code(/^(dashboard|dashboard-frontend)\//).flatMap((file) =>
      setters.flatMap((pattern) =>
        places(file, pattern)
          .filter(({ match }) => !listed.has((match[1] ?? '').replace(/^__(Host|Secure)-/, '')))
          .map(({ path, line, match }) => ({ path, line, clause: 'cookies.necessary', saw: `sets ${match[1]}` })),
      ),
    );
  },
};

export const cookieUnknown: LegalRule = {
  id: 'cookie-unknown',
  title: 'The cookie policy lists a cookie that does not exist',
  reads: 'ours',
  kind: 'contradiction',
  why: 'a list that is not true informs nobody',
  source: 'GDPR art. 5(1)(a), 12(1)',
  fix: 'npm run legal',
  find({ record, files }) {
    const listed = new Set([...(files.get(registry) ?? '').matchAll(/\bname:\s*'([^']+)'/g)].map(([, name]) => `cookie:${name}`));
    if (listed.size === 0) return [];
    return record.claims
      .filter(({ claim }) => claim.startsWith('cookie:') && !listed.has(claim))
      .map(({ claim, clause, line }) => ({ path: recordPath, line, clause, saw: `claims ${claim}, which is not in ${registry}` }));
  },
};

export const collectionUnmapped: LegalRule = {
  id: 'collection-unmapped',
  title: 'The database has a collection that nobody thought of',
  reads: 'ours',
  kind: 'contradiction',
  why: 'export and deletion are made from the data map: what is not in it is neither handed out nor deleted',
  source: 'GDPR art. 15, 17 and 30; Discord Developer Terms: delete data when users ask',
  fix: `add it to dataMap in ${map}, or to impersonal there with the reason`,
  find(project) {
    const { mapped, impersonal } = dataMap(project);
    if (mapped.size === 0) return [];
    return collections(project)
      .filter(({ name }) => !mapped.has(name) && !impersonal.has(name))
      .map(({ name, path, line }) => ({ path, line, clause: 'privacy.stored', saw: `the collection ${name}` }));
  },
};

export const collectionUnclaimed: LegalRule = {
  id: 'collection-unclaimed',
  title: 'Data about people are kept and the privacy policy does not say so',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the page says that its table is what the database holds',
  source: 'GDPR art. 13(1)(c), 14(1)(d); Discord Developer Policy: say what you collect',
  fix: 'name it in legal.collections of site.config.json (own code) and run npm run legal',
  find(project) {
    const { record, settings } = project;
    if (!record.there) return [];
    const { mapped } = dataMap(project);
    const claimed = new Set(record.claims.map(({ claim }) => claim));
    // Nothing is written to these while the feature, or the market, is off.
    const idle = [...(settings.features.giveaways ? [] : ['giveaways']), ...(isEurope(settings) ? [] : ['withdrawals'])];
    return used(project)
      .filter(({ name }) => mapped.has(name) && !idle.includes(name) && !claimed.has(`stores:${name}`))
      .map(({ name, path, line }) => ({
        path,
        line,
        clause: 'privacy.stored',
        saw: `reads or writes ${name}; no clause claims stores:${name}`,
      }));
  },
};

function dataMap({ files }: Project): { mapped: ReadonlySet<string>; impersonal: ReadonlySet<string> } {
  const text = files.get(map) ?? '';
  const [people = '', others = ''] = text.split(/\bconst impersonal\b/);
  const mapped = [...people.matchAll(/\bcollection:\s*'(\w+)'/g)].map(([, name]) => name ?? '');
  return { mapped: new Set(mapped), impersonal: new Set([...others.matchAll(/^\s+(\w+):/gm)].map(([, name]) => name ?? '')) };
}

interface Collection {
  name: string;
  path: string;
  line: number;
}

const services = /^(packages\/(?!config\/|legal\/)[\w-]+|bot|worker|dashboard)\/src\//;

function used(project: Project): Collection[] {
  return project.code(services).flatMap((file) => named(file, /\.collection(?:<[^>(]*>)?\(\s*["'`](\w+)["'`]/g));
}

/** Also those for which only an index is wanted. */
function collections(project: Project): Collection[] {
  const indexed = project.code(/^packages\/data\/src\/indexes\//).flatMap((file) => named(file, /\bcollection:\s*["'](\w+)["']/g));
  const seen = new Set<string>();
  return [...used(project), ...indexed].filter(({ name }) => !seen.has(name) && seen.add(name));
}

function named(file: TextFile, pattern: RegExp): Collection[] {
  return places(file, pattern).map(({ path, line, match }) => ({ path, line, name: match[1] ?? '' }));
}
