/**
 * The build: everything that k77 needs at run time in `dist/`, in small pieces that each command loads when it runs.
 * Optional native peers of the MongoDB driver and discord.js stay outside: they are tried and not needed.
 */
import { readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';
import { helpText } from '../src/cli/help.ts';
import { notices } from './notices.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const optionalPeers = [
  'kerberos',
  '@mongodb-js/zstd',
  'snappy',
  'socks',
  'aws4',
  'gcp-metadata',
  '@aws-sdk/credential-providers',
  'mongodb-client-encryption',
  'zlib-sync',
  'bufferutil',
  'utf-8-validate',
];

/** Instruments in a browser: optional, brought by npm beside k77 and loaded when a check looks. */
const instruments = ['playwright-core', 'axe-core', 'lighthouse'];

const shared = {
  cwd: new URL('..', import.meta.url).pathname,
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node22.22',
  fixedExtension: false,
  // Built into a new folder by prepare.mjs; two builds side by side must not clear each other's.
  clean: false,
  dts: false,
  minify: true,
  sourcemap: false,
  define: {
    // Packages written for require() ask where they are.
    __filename: 'import.meta.filename',
    __dirname: 'import.meta.dirname',
    __K77_VERSION__: JSON.stringify(version),
    __K77_HELP__: JSON.stringify({ 60: helpText(60), 80: helpText(80), 100: helpText(100) }),
  },
  deps: { alwaysBundle: [/.*/], neverBundle: [...optionalPeers, ...instruments, /^node:/], onlyBundle: false },
  // discord.js evaluates code in its sharding, which k77 never reaches.
  checks: { eval: false },
  // Which files there are is nobody's business while it works.
  report: false,
  logLevel: 'warn',
} satisfies UserConfig;

export default defineConfig([
  {
    ...shared,
    entry: { main: 'src/cli/main.ts', sandbox: 'src/sandbox/entry.ts', preload: 'src/sandbox/preload.ts' },
    plugins: [notices()],
  },
  // What travels into generated projects is one file.
  {
    ...shared,
    entry: { testkit: 'src/sandbox/testkit.ts' },
    outputOptions: { codeSplitting: false },
    plugins: [notices('testkit.THIRD-PARTY-NOTICES.txt')],
  },
]);
