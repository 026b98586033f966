import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { infoOf, type Key, keys, nameOf, type Service } from '../core/keys.ts';
import { packaged } from '../ports/packaged.ts';
import { envExample } from './env-example.ts';
import { packageName, render } from './render.ts';
import { readTemplate } from './template.ts';

const template = await readTemplate('project');
const shipped = new Map(template.files.map((file) => [file.path, file]));
const answers = { project: 'Crown & "Sons" ‹Bot›', domain: 'crown.example', currency: 'eur', monthlyAmount: 499, yearlyAmount: 4999 };
const rendered = new Map(render(template, answers).files.map((file) => [file.path, file.text]));

describe('the template', () => {
  test('is copied byte for byte, at least 95 of 100 files', () => {
    const same = template.files.filter(({ path, text }) => rendered.get(path) === text).length;
    expect(same / rendered.size).toBeGreaterThanOrEqual(0.95);
  });

  test('carries what the guide names, and nothing that tools leave behind', () => {
    for (const path of ['bot/src/main.ts', 'worker/src/main.ts', 'dashboard/src/main.ts', 'packages/testkit/dist/testkit.js', '.gitignore'])
      expect(shipped.has(path), path).toBe(true);
    const left = [...shipped.keys()].filter((path) => /node_modules|tsbuildinfo|(^|\/)(gitignore|npmrc)$/.test(path));
    const built = [...shipped.keys()].filter((path) => /(^|\/)dist\//.test(path) && !path.startsWith('packages/testkit/dist/'));
    expect([...left, ...built]).toEqual([]);
  });

  /** A registry that lacks some of them makes `npm install` leave them out, and then `npm ci` refuses on every machine. */
  test('has lock files with the packages of every platform', () => {
    const locks = [shipped.get('package-lock.json')?.text ?? '', readFileSync(packaged('package-lock.json'), 'utf8')];
    for (const { packages } of locks.map((text) => JSON.parse(text) as Lock)) {
      const left = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${at}/node_modules/${name}`]),
      );
      expect(left).toEqual([]);
    }
  });

  test('works with names that are hard to quote', () => {
    expect(JSON.parse(rendered.get('site.config.json') ?? '')).toMatchObject({
      project: answers.project,
      domain: 'crown.example',
      mailboxes: { privacy: 'privacy@crown.example' },
      plans: { currency: 'eur', monthly: { amount: 499 }, yearly: { amount: 4999 } },
    });
    expect(JSON.parse(rendered.get('package.json') ?? '')).toMatchObject({ name: 'crown-sons-bot' });
    expect(JSON.parse(rendered.get('package-lock.json') ?? '')).toMatchObject({ name: 'crown-sons-bot' });
    expect([packageName('王国'), packageName('Söhne & Café')]).toEqual(['discord-bot', 'sohne-cafe']);
  });

  test('installs on machines with an older Node, and brings its own along', () => {
    const manifest = JSON.parse(rendered.get('package.json') ?? '{}') as { devDependencies: Record<string, string> };
    const lock = JSON.parse(rendered.get('package-lock.json') ?? '{}') as { packages: Record<string, { version?: string }> };
    expect(lock.packages['node_modules/node']?.version).toBe(manifest.devDependencies.node);
    expect(manifest.devDependencies.node).toBe(rendered.get('.node-version')?.trim());
    expect(rendered.get('.npmrc')).not.toContain('engine-strict');
  });

  test('leaves no blank to fill in and no name of another product', () => {
    const own = [...rendered].filter(
      ([path]) => path !== 'package-lock.json' && !path.startsWith('packages/testkit/dist/') && !/\.(test|fixture)\.ts$/.test(path),
    );
    expect(own.filter(([, text]) => /\[Your |\[Company|lorem ipsum|TODO|FIXME/i.test(text)).map(([path]) => path)).toEqual([]);
    const pages = own.filter(([path]) => path.endsWith('.md') || path === 'site.config.json' || path === 'package.json');
    expect(pages.filter(([, text]) => /kingdom-?77/i.test(text)).map(([path]) => path)).toEqual([]);
  });
});

describe('the README of the project', () => {
  const text = rendered.get('README.md') ?? '';
  const scripts = (JSON.parse(rendered.get('package.json') ?? '{}') as { scripts: Record<string, string> }).scripts;

  test('names only folders and documents that exist', () => {
    const named = [...text.matchAll(/`([\w./-]+\/)`|\]\(([\w./-]+\.md)\)/g)].map(([, folder, document]) => folder ?? document ?? '');
    expect(named.length).toBeGreaterThan(8);
    const there = (path: string): boolean =>
      [...rendered.keys()].some((one) => one === path || (path.endsWith('/') && one.startsWith(path)));
    expect(named.filter((path) => !there(path))).toEqual([]);
  });

  test('names only scripts that exist', () => {
    const named = [...text.matchAll(/^npm (?:run )?(\w+)/gm)].map(([, script]) => script ?? '').filter((script) => script !== 'install');
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

test('.env.example lists every variable that a service reads, without a value', () => {
  const wanted = [...new Set((Object.keys(keys) as Key[]).filter((key) => infoOf(key).services.length > 0).map(nameOf))];
  expect([...envExample().matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, key, value]) => [key, value])).toEqual(
    wanted.map((name) => [name, '']),
  );
});

/** As the services read them: the template's schemas, with Zod from the template's own packages. Skipped where those are not installed. */
const home = packaged('templates/project/files');
const isInstalled = existsSync(join(home, 'node_modules/zod'));

test.skipIf(!isInstalled)('every variable that k77 writes for a service is one that the service reads', async () => {
  const { envSchemas } = (await import(join(home, 'packages/config/src/env-schemas.ts'))) as Schemas;
  const strangers = (Object.keys(keys) as Key[]).flatMap((key) =>
    infoOf(key)
      .services.filter((service) => !Object.hasOwn(envSchemas[service].shape, nameOf(key)))
      .map((service) => `${service} ${key}`),
  );
  expect(strangers).toEqual([]);
});

interface Lock {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}

interface Schemas {
  envSchemas: Record<Service, { shape: Record<string, unknown> }>;
}
