/** Who may import whom, and which file may touch what. The floor plan, held by a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const parts = [
  'core',
  'engine',
  'ports',
  'probes',
  'vendors',
  'workspace',
  'costs',
  'report',
  'scaffold',
  'audit',
  'legal',
  'hosts',
  'phases',
  'checks',
  'scenarios',
  'sandbox',
  'cli',
  'catalogue',
  'proof',
  'bin',
] as const;
type Part = (typeof parts)[number];

const mayImport: Record<Part, readonly Part[]> = {
  core: [],
  ports: ['core'],
  engine: ['core'],
  probes: ['core', 'ports'],
  vendors: ['core', 'ports'],
  workspace: ['core', 'ports'],
  costs: ['core', 'ports'],
  report: ['core', 'ports'],
  scaffold: ['core', 'ports', 'workspace'],
  audit: ['core', 'ports', 'workspace'],
  legal: ['core', 'ports', 'workspace', 'audit'],
  hosts: ['core', 'vendors'],
  phases: ['core', 'vendors', 'hosts', 'probes', 'scaffold'],
  checks: ['core', 'vendors', 'hosts', 'probes', 'phases', 'legal'],
  scenarios: ['core', 'vendors', 'hosts', 'probes', 'phases'],
  catalogue: ['core', 'phases', 'checks', 'scenarios', 'vendors', 'scaffold'],
  sandbox: ['core', 'ports'],
  cli: [
    'core',
    'engine',
    'ports',
    'probes',
    'vendors',
    'workspace',
    'costs',
    'report',
    'scaffold',
    'audit',
    'legal',
    'hosts',
    'phases',
    'checks',
    'scenarios',
    'sandbox',
    'catalogue',
  ],
  proof: [
    'core',
    'engine',
    'ports',
    'probes',
    'vendors',
    'hosts',
    'workspace',
    'scaffold',
    'phases',
    'checks',
    'scenarios',
    'sandbox',
    'catalogue',
    'cli',
  ],
  bin: [],
};

interface Source {
  path: string;
  part: Part;
  text: string;
  imports: { from: string; typeOnly: boolean }[];
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(path);
    return /\.(ts|js)$/.test(entry.name) ? [path] : [];
  });
}

function partOf(path: string): Part {
  const [top = '', second = ''] = path.split('/');
  const name = top === 'src' ? second.replace(/\.ts$/, '') : top;
  const found = parts.find((part) => part === name);
  if (!found) throw new Error(`${path} belongs to no part of the house`);
  return found;
}

const sources: Source[] = ['src', 'checks', 'bin']
  .flatMap(walk)
  // Fixtures and lists of tests are parts of tests.
  .filter((path) => !/(\.test|-tests|\.d|[/-]fixture)\.ts$/.test(path))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const imports = [...text.matchAll(/(?:^|\n)\s*(import|export)\s(type\s)?[^;'"]*?from\s*'([^']+)'|import\('([^']+)'\)/g)].map(
      (found) => ({
        from: found[3] ?? found[4] ?? '',
        typeOnly: found[2] !== undefined,
      }),
    );
    return { path, part: partOf(path), text, imports };
  });

/** Source without comments and string contents, so that words in texts do not count. */
function code(source: Source): string {
  return source.text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

function offenders(pattern: RegExp, except: (source: Source) => boolean): string[] {
  return sources.filter((source) => !except(source) && pattern.test(code(source))).map((source) => source.path);
}

function importers(pattern: RegExp, except: (source: Source) => boolean): string[] {
  return sources.filter((source) => !except(source) && source.imports.some(({ from }) => pattern.test(from))).map((source) => source.path);
}

describe('who imports whom', () => {
  test.each(parts)('%s imports only what it may', (part) => {
    const wrong = sources
      .filter((source) => source.part === part)
      .flatMap((source) =>
        source.imports
          .filter(({ from }) => from.startsWith('.'))
          .map(({ from, typeOnly }) => ({ typeOnly, target: relative(root, join(root, dirname(source.path), from)) }))
          .filter(({ target, typeOnly }) => {
            if (target.startsWith('dist/')) return false;
            const other = partOf(target);
            if (other === part || mayImport[part].includes(other)) return false;
            return !(part === 'sandbox' && other === 'vendors' && typeOnly);
          })
          .map(({ target }) => `${source.path} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('a vendor never imports another vendor', () => {
    const noun = (path: string): string => path.replace(/^.*vendors\//, '').split(/[/.-]/)[0] ?? '';
    const wrong = sources
      .filter((source) => source.part === 'vendors')
      .flatMap((source) =>
        source.imports
          .filter(({ from }) => from.startsWith('./') && noun(join('vendors', from)) !== noun(source.path))
          .map(({ from }) => `${source.path} → ${from}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('who touches the world', () => {
  test('files, network, processes and time only through ports', () => {
    const world =
      /^(node:)?(fs|fs\/promises|http|https|net|tls|dns|dgram|child_process|os|crypto)(\/.*)?$|^(execa|undici|write-file-atomic)$/;
    const allowed = (source: Source): boolean =>
      source.part === 'ports' ||
      source.part === 'proof' ||
      source.part === 'bin' ||
      source.imports.every(({ from }) => !world.test(from) || isPure(source, from));
    expect(importers(world, allowed)).toEqual([]);
  });

  test('the clock, randomness and the environment only in ports', () => {
    const except = ({ part }: Source): boolean => ['ports', 'proof', 'bin'].includes(part);
    expect(offenders(/\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b/, except)).toEqual([]);
  });

  test('the terminal libraries only in the command line', () => {
    expect(importers(/^(commander|listr2|chalk|@inquirer\/)/, ({ part }) => part === 'cli')).toEqual([]);
  });

  test('console only in the command line, process.exit only in bin', () => {
    expect(offenders(/\bconsole\./, ({ part }) => ['cli', 'proof'].includes(part))).toEqual([]);
    expect(offenders(/\bprocess\.exit\(/, ({ part }) => ['bin', 'proof'].includes(part))).toEqual([]);
  });
});

/** Hashing is arithmetic: `createHash` and `createHmac` touch nothing. */
function isPure(source: Source, from: string): boolean {
  if (!/crypto$/.test(from)) return false;
  const names = source.text.match(new RegExp(`import \\{([^}]*)\\} from '${from}'`))?.[1] ?? '';
  return names.split(',').every((name) => ['createHash', 'createHmac', 'timingSafeEqual'].includes(name.trim()));
}

describe('habits', () => {
  test('verbs, nouns, vendors, phases, checks and scenarios know nothing of the sandbox', () => {
    const parts = ['core', 'engine', 'vendors', 'phases', 'checks', 'scenarios'];
    expect(
      sources
        .filter((source) => parts.includes(source.part) && source.imports.some(({ from }) => from.includes('sandbox')))
        .map((source) => source.path),
    ).toEqual([]);
    expect(offenders(/=== ''\s*\?\s*sandbox|isSandbox|\bif \(.*sandbox/, (source) => !['engine', 'vendors'].includes(source.part))).toEqual(
      [],
    );
  });

  test('no default exports, no enums, no drawers without a name', () => {
    expect(offenders(/\bexport default\b|\bexport (const )?enum\b/, () => false)).toEqual([]);
    expect(sources.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|lib)(\/|\.ts$)/.test(path)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('files are kebab-case', () => {
    expect(sources.filter(({ path }) => !/^([a-z0-9.-]+\/)*[a-z0-9.-]+\.(ts|js)$/.test(path)).map(({ path }) => path)).toEqual([]);
  });
});

describe('the twelve packages that the user named', () => {
  const jobs: Record<string, RegExp> = {
    commander: /^src\/cli\//,
    '@inquirer/prompts': /^src\/cli\//,
    execa: /^src\/ports\//,
    listr2: /^src\/cli\//,
    stripe: /^src\/vendors\/stripe/,
    mongodb: /^src\/(probes|vendors)\/mongo/,
    ioredis: /^src\/(probes|vendors)\/redis/,
    cloudflare: /^src\/vendors\/cloudflare/,
    undici: /^src\/ports\//,
    chalk: /^src\/cli\//,
    'discord.js': /^src\/vendors\/discord/,
  };
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const listed = { ...manifest.dependencies, ...manifest.devDependencies };

  test.each(Object.entries(jobs))('%s stays in package.json and does its job', (name, where) => {
    expect(listed[name]).toMatch(/^\d+\.\d+\.\d+$/);
    const users = sources
      .filter((source) => source.imports.some(({ from, typeOnly }) => !typeOnly && (from === name || from.startsWith(`${name}/`))))
      .map((source) => source.path);
    expect(users.filter((path) => where.test(path))).not.toEqual([]);
  });

  test('vitest stays in package.json and runs these tests', () => {
    expect(listed.vitest).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.scripts?.test).toContain('vitest run');
  });
});
