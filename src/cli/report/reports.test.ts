/** The reports of a run, as files: what stands in them, what does not, and whether a change is noticed. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../core/secret.ts';
import { keepRun, runsOf } from '../../report/history.ts';
import { fingerprintOfKey, type RunDocument } from '../../report/run.ts';
import type { OpenWorkspace } from '../../workspace/workspace.ts';
import { commandLine } from '../command-line.ts';
import { captured } from '../io-double.ts';
import { freshWorkspace, seen } from './run-fixture.ts';
import { runStyle } from './run-style.ts';
import { baseStyle, costStyle } from './style.ts';
import { validateFormats, writeReports } from './write-reports.ts';

const formats = { html: 'r.html', junit: 'r.xml', markdown: 'r.md', json: 'r.json' } as const;
type Format = keyof typeof formats;
const all = Object.keys(formats) as Format[];
const planted = 'sk_live_51Planted<&">secret';
/** https://www.w3.org/TR/png-3/: signature, IHDR of 1 × 1, and nothing that a browser would draw. */
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

let workspace: OpenWorkspace;
let folder: string;
let run: RunDocument;
const texts = {} as Record<Format, string>;

beforeAll(async () => {
  workspace = await freshWorkspace();
  folder = mkdtempSync(join(tmpdir(), 'k77-reports-'));
  workspace.redactor.learn(new Secret('STRIPE_SECRET_KEY', planted));
  await keepRun(workspace, seen(20, { fails: ['domain.caa'] }));
  run = await keepRun(
    workspace,
    seen(21, { fails: ['domain.records', 'mongodb.variables'], saw: `131 of 120 <b>passed</b> with ${planted} | and @everyone` }),
  );
  const evidence = join(workspace.root, '.k77/production/evidence');
  mkdirSync(evidence, { recursive: true });
  writeFileSync(join(evidence, 'launch.screenshots-home-mobile.png'), png);
  writeFileSync(join(evidence, 'launch.screenshots-broken.png'), 'not a picture');
  writeFileSync(join(evidence, 'other.check-home.png'), png);
  await writeReports({ formats, run, history: await runsOf(workspace), workspace, cwd: folder });
  for (const format of all) texts[format] = readFileSync(join(folder, formats[format]), 'utf8');
});

/** Without printing a megabyte when it is not so. */
function hasPart(text: string, part: string | RegExp): void {
  expect([part, typeof part === 'string' ? text.includes(part) : part.test(text)]).toEqual([part, true]);
}

async function verified(text: string, words: readonly string[] = [], cwd = workspace.root) {
  const file = join(mkdtempSync(join(tmpdir(), 'k77-sent-')), 'sent');
  writeFileSync(file, text);
  const { host, stdout, stderr } = captured({}, ['report', 'verify', file, '--dir', cwd, ...words]);
  const exit = await commandLine(host);
  return { exit, stdout: stdout(), stderr: stderr() };
}

describe('every report', () => {
  test.each(all)('%s is what was signed, by this workspace, in an unbroken chain', async (format) => {
    const { exit, stdout } = await verified(texts[format]);
    expect(stdout).toContain('it shows what was signed');
    expect(stdout).toContain(`signed by ${fingerprintOfKey(run.run.key)}, the key of this workspace`);
    expect(stdout).toContain('run 2 of 2, chain unbroken');
    expect(exit).toBe(0);
  });

  test.each(all)('%s holds no secret, in whatever spelling', (format) => {
    for (const form of [planted, 'Planted', encodeURIComponent(planted), Buffer.from(planted).toString('base64')])
      expect(texts[format]).not.toContain(form);
    expect(texts[format].replaceAll('\\', '')).toContain('‹STRIPE_SECRET_KEY›');
  });

  const changes: readonly [Format, string, string][] = [
    ['html', '131 of 120', '111 of 120'],
    ['html', '>failed</em>', '>proved</em>'],
    ['html', '"fail":2', '"fail":0'],
    ['html', 'v-0002', 'v-0003'],
    ['markdown', '2 failed', '0 failed'],
    ['markdown', '131 of 120', '111 of 120'],
    ['junit', 'failures="2"', 'failures="0"'],
    ['junit', 'time="14.200"', 'time="1.200"'],
    ['json', '"fail": 2', '"fail": 0'],
    ['json', '"exit": 3', '"exit": 0'],
    ['json', '"state": "fail"', '"state": "pass"'],
  ];
  test.each(changes)('%s with %s changed is noticed', async (format, from, to) => {
    expect(texts[format]).toContain(from);
    const { exit, stdout } = await verified(texts[format].replace(from, to));
    expect(/✖ the signature/.test(stdout) && /✔ signed by/.test(stdout)).toBe(false);
    expect(stdout).toMatch(/✖ .*(changed|signed|signature|another)/);
    expect(exit).toBe(3);
  });

  test('one that was sealed again with another key is not taken for this workspace’s', async () => {
    const forger = await freshWorkspace();
    await keepRun(forger, seen(20));
    const forged = await keepRun(forger, seen(21));
    await writeReports({ formats, run: forged, history: [], workspace: forger, cwd: folder });
    const { exit, stdout } = await verified(readFileSync(join(folder, 'r.html'), 'utf8'));
    expect(stdout).toContain('it shows what was signed');
    expect(stdout).toContain('which is not the key of this workspace');
    expect(stdout).toContain('v-0002 of this workspace is another run than the one in the report');
    expect(exit).toBe(3);
  });

  test('can be checked where there is no workspace, with the key that the sender told', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'k77-nowhere-'));
    const alone = await verified(texts.html, [], elsewhere);
    expect([alone.exit, alone.stdout]).toEqual([0, expect.stringContaining('ask whoever sent it for theirs')]);
    expect((await verified(texts.html, ['--key', fingerprintOfKey(run.run.key)], elsewhere)).exit).toBe(0);
    const other = await verified(texts.html, ['--key', '0000 1111 2222 3333 4444'], elsewhere);
    expect([other.exit, other.stdout]).toEqual([3, expect.stringContaining('not by 0000 1111 2222 3333 4444')]);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('that is none, cut off or of another version ends in a remedy', async () => {
    const told = async (text: string) => {
      const { exit, stderr } = await verified(text);
      return [exit, stderr.replace(/\S+\/sent/g, 'FILE')];
    };
    expect(await told('dear co-founder')).toEqual([
      3,
      expect.stringMatching(/holds no signed run of k77[\s\S]*→ give a file that k77\s+verify wrote/),
    ]);
    expect(await told(texts.html.slice(0, 30_000))).toEqual([3, expect.stringContaining('cut off or damaged')]);
    expect(await told(texts.json.slice(0, 30_000))).toEqual([3, expect.stringContaining('cut off or damaged')]);
    expect(await told(texts.json.replace('k77-run/1', 'k77-run/9'))).toEqual([
      3,
      expect.stringMatching(/form k77-run\/9[\s\S]*npx k77@0\.11\.0 report verify/),
    ]);
    const { host, stderr } = captured({}, ['report', 'verify', '/nowhere/report.html']);
    expect(await commandLine(host)).toBe(64);
    expect(stderr()).toContain('there is no file /nowhere/report.html');
  });

  test('survives line ends of another system', async () => {
    expect((await verified(texts.markdown.replaceAll('\n', '\r\n'))).exit).toBe(0);
  });
});

test('what a reader of a rehearsal is told to type means the rehearsal; the record keeps the words of the check', async () => {
  const fresh = await freshWorkspace(undefined, 'sandbox');
  const rehearsed = await keepRun(fresh, seen(21, { fails: ['domain.records'] }));
  await writeReports({ formats, run: rehearsed, history: [], workspace: fresh, cwd: folder });
  const [html = '', junit = '', markdown = ''] = ['r.html', 'r.xml', 'r.md'].map((name) => readFileSync(join(folder, name), 'utf8'));
  for (const text of [html.slice(0, html.indexOf('k77-record')), junit, markdown]) {
    expect(text.includes('k77 deploy --sandbox --only api.variables')).toBe(true);
    expect(text.includes('k77 deploy --only')).toBe(false);
  }
  expect(readFileSync(join(folder, 'r.json'), 'utf8')).toContain('"k77 deploy --only api.variables"');
  expect((await verified(html, [], fresh.root)).exit).toBe(0);
});

describe('the page', () => {
  test('begins with the verdict and what changed, and needs nothing from elsewhere', () => {
    hasPart(texts.html, 'Production is not ready: 2 things that a launch needs are broken');
    hasPart(texts.html, /2 newly failing · 1 mended<\/b> since v-0001/);
    hasPart(texts.html, "default-src 'none'");
    expect(texts.html.match(/<script/g)).toHaveLength(1);
    expect(texts.html).not.toMatch(/<(link|iframe|img src="http)|javascript:|\son\w+=|style="/);
  });

  test('tells no markup that a finding saw as its own', () => {
    hasPart(texts.html, '&lt;b&gt;passed&lt;/b&gt;');
    expect(texts.html).not.toContain('<b>passed');
  });

  test('shows pictures of this run and names what it cannot show', () => {
    hasPart(
      texts.html,
      `<img src="data:image/png;base64,${png.toString('base64')}" width="1" height="1" alt="home mobile, as launch.screenshots saw it">`,
    );
    hasPart(texts.html, 'launch.screenshots-broken.png (neither PNG nor JPEG)');
    expect(texts.html.match(/<img/g)).toHaveLength(1);
  });

  test('draws every sample, the median, the 95 % and the limit', () => {
    const figure =
      /<figure class="plot">(?:(?!<\/figure>)[\s\S])*API, from request(?:(?!<\/figure>)[\s\S])*<\/figure>/.exec(texts.html)?.[0] ?? '';
    expect(/class="dots" d="([^"]*)"/.exec(figure)?.[1]?.match(/M/g)).toHaveLength(40);
    expect(figure).toMatch(/median [\d.]+ ms · 95 % within [\d.]+ ms · limit 200 ms · 40 samples/);
    expect(figure).toContain('class="limit"');
  });

  test('holds at most 30 runs of the history, and folders at most 30 pages', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...run,
      run: { ...run.run, id: `v-${String(40 - index).padStart(4, '0')}` },
    }));
    const [first] = many as [RunDocument];
    const fresh = await freshWorkspace();
    for (let number = 1; number <= 33; number += 1) await fresh.record('reports', `v-${String(number).padStart(4, '0')}.html`, 'old');
    await writeReports({ formats: { html: 'many.html' }, run: first, history: many, workspace: fresh, cwd: folder });
    expect(readFileSync(join(folder, 'many.html'), 'utf8').match(/<th scope="row"><code>v-/g)).toHaveLength(30);
    const left = readdirSync(join(fresh.root, '.k77/production/reports'));
    expect(left).toHaveLength(30);
    expect([left[0], left.at(-1)]).toEqual(['v-0005.html', 'v-0040.html']);
  });

  test.each(['light', 'dark'])('can be read: every colour of text keeps 4.5 to 1 in the %s', (mode) => {
    const roots = [...(baseStyle + runStyle + costStyle).matchAll(/:root\{([^}]*)\}/g)]
      .map(([, body = '']) => body)
      .filter((body) => body.includes('--ink'));
    const body = roots[mode === 'light' ? 0 : 1] ?? '';
    const colours = Object.fromEntries([...body.matchAll(/--([\w-]+):(#\w+)/g)].map(([, name = '', value = '']) => [name, value]));
    for (const name of ['ink', 'soft', 'pass', 'fail', 'unknown', 'impossible', 'attested', 'waived', 'accent'])
      for (const behind of ['ground', 'card'])
        expect([name, behind, contrast(colours[name], colours[behind]) >= 4.5]).toEqual([name, behind, true]);
  });
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a = '', b = ''): number {
  const luminance = (hex: string): number => {
    const full = hex.length === 4 ? hex.replace(/\w/g, '$&$&') : hex;
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(full.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('the JUnit file', () => {
  interface Suite {
    name: string;
    tests: string;
    failures: string;
    skipped: string;
    testcase?: {
      name: string;
      classname: string;
      time: string;
      failure?: { message: string };
      skipped?: { message: string };
      properties: { property: { name: string; value: string }[] };
    }[];
  }
  const suites = (): Suite[] => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
    });
    return (parser.parse(texts.junit) as { testsuites: { testsuite: Suite[] } }).testsuites.testsuite;
  };

  test('is well-formed, with a suite per section and sums that are right', () => {
    expect(XMLValidator.validate(texts.junit)).toBe(true);
    const found = suites();
    expect(found.slice(1).map(({ name }) => name)).toEqual(
      [...new Set(run.checks.map(({ section }) => section.replace('&', '&amp;')))].map((name) => name.replace('&amp;', '&')),
    );
    for (const { tests, failures, skipped, testcase = [] } of found) {
      expect(testcase).toHaveLength(Number(tests));
      expect(testcase.filter(({ failure }) => failure)).toHaveLength(Number(failures));
      expect(testcase.filter((one) => one.skipped !== undefined)).toHaveLength(Number(skipped));
    }
    expect(found.flatMap(({ testcase = [] }) => testcase)).toHaveLength(run.checks.length);
  });

  test('says what was seen, in which state, in seconds, and for which boxes', () => {
    const cases = suites().flatMap(({ testcase = [] }) => testcase);
    const failed = cases.find(({ name }) => name.endsWith('(domain.records)'));
    expect(failed?.failure?.message).toContain('131 of 120 <b>passed</b>');
    expect(failed?.properties.property.filter(({ name }) => name === 'box').map(({ value }) => value)).toContain('post#023');
    expect(Number(failed?.time)).toBeLessThan(1);
    const states = new Set(cases.flatMap(({ skipped }) => (skipped ? [skipped.message.split(':')[0]] : [])));
    expect([...states].sort()).toEqual(['attested', 'impossible', 'unknown', 'waived']);
    expect(new Set(cases.map(({ classname, name }) => `${classname} ${name}`)).size).toBe(cases.length);
  });
});

describe('the Markdown file', () => {
  test('fits an issue on GitHub, with failures first, and mentions nobody', () => {
    expect(texts.markdown.length).toBeLessThanOrEqual(65_000);
    expect(texts.markdown.indexOf('✖ failed')).toBeLessThan(texts.markdown.indexOf('✔ proved'));
    expect(texts.markdown).toContain('131 of 120 &lt;b&gt;passed&lt;/b&gt; with ‹STRIPE\\_SECRET\\_KEY› \\| and @<!-- -->everyone');
    expect(texts.markdown).not.toMatch(/@everyone|[^`]post#\d/);
  });

  test('fits even when every check fails and has much to say', async () => {
    const fresh = await freshWorkspace();
    const long = await keepRun(fresh, seen(21, { fails: run.checks.map(({ id }) => id), saw: 'a long story '.repeat(80) }));
    await writeReports({ formats: { markdown: 'long.md' }, run: long, history: [], workspace: fresh, cwd: folder });
    const text = readFileSync(join(folder, 'long.md'), 'utf8');
    expect(text.length).toBeLessThanOrEqual(65_000);
    expect((await verified(text, [], fresh.root)).exit).toBe(0);
  });
});

test('a path for a report must name a file, each its own', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'k77-paths-'));
  await expect(validateFormats({ html: '' }, cwd)).rejects.toThrow('names no file');
  await expect(validateFormats({ junit: 'out/' }, cwd)).rejects.toThrow('names no file');
  await expect(validateFormats({ markdown: '.' }, cwd)).rejects.toThrow('is a folder');
  await expect(validateFormats({ html: 'a', json: './a' }, cwd)).rejects.toThrow('is the file of --html already');
  await expect(validateFormats(formats, cwd)).resolves.toBeUndefined();
  rmSync(cwd, { recursive: true });
});
