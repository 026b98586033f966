import { describe, expect, test } from 'vitest';
import { systemScratch } from '../ports/scratch.ts';
import { systemShell } from '../ports/shell.ts';
import { addLines, mergePackage, mergeSettings, mergeText } from './merge.ts';

const tools = { shell: systemShell, scratch: systemScratch };
const lines = (...all: string[]): string => `${all.join('\n')}\n`;

describe('a merge of text', () => {
  const base = lines('one', 'two', 'three', 'four', 'five', 'six', 'seven');

  test('takes both changes where they are apart', async () => {
    const merged = await mergeText({ base, ours: base.replace('one', 'ONE'), next: base.replace('seven', 'SEVEN') }, tools);
    expect(merged).toEqual({ text: lines('ONE', 'two', 'three', 'four', 'five', 'six', 'SEVEN'), clean: true });
  });

  test('marks a conflict with all three texts', async () => {
    const merged = await mergeText({ base, ours: base.replace('four', 'mine'), next: base.replace('four', 'theirs') }, tools);
    expect(merged.clean).toBe(false);
    expect(merged.text).toContain(
      lines('<<<<<<< yours', 'mine', '||||||| as k77 wrote it', 'four', '=======', 'theirs', '>>>>>>> the template now'),
    );
  });

  test('keeps the line ends of the operator, and they alone are no change', async () => {
    const ours = base.replace('one', 'ONE').replaceAll('\n', '\r\n');
    const merged = await mergeText({ base, ours, next: base.replace('seven', 'SEVEN') }, tools);
    expect(merged).toEqual({ text: lines('ONE', 'two', 'three', 'four', 'five', 'six', 'SEVEN').replaceAll('\n', '\r\n'), clean: true });
  });

  test('says so when git is not there', async () => {
    const broken = { ...tools, shell: { run: async () => ({ code: 127, stdout: '', stderr: 'git: not found' }) } };
    await expect(mergeText({ base, ours: 'a', next: 'b' }, broken)).rejects.toThrow('git: not found');
  });
});

describe('a merge of package.json', () => {
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const base = { name: 'bot', scripts: { test: 'vitest', lint: 'eslint' }, dependencies: { zod: '4.0.0', pino: '9.0.0' } };

  test("keeps the operator's additions and takes the template's", () => {
    const ours = { ...base, dependencies: { ...base.dependencies, sharp: '1.0.0' } };
    const next = { ...base, scripts: { ...base.scripts, build: 'tsc' } };
    expect(JSON.parse(mergePackage({ base: text(base), ours: text(ours), next: text(next) }) ?? '')).toEqual({
      ...base,
      scripts: { ...base.scripts, build: 'tsc' },
      dependencies: { ...base.dependencies, sharp: '1.0.0' },
    });
  });

  test('takes the higher of two versions, whoever has it', () => {
    const ours = { ...base, dependencies: { zod: '^4.9.0', pino: '9.0.1' } };
    const next = { ...base, dependencies: { zod: '4.6.7', pino: '10.4.0' } };
    expect(JSON.parse(mergePackage({ base: text(base), ours: text(ours), next: text(next) }) ?? '')).toMatchObject({
      dependencies: { zod: '^4.9.0', pino: '10.4.0' },
    });
  });

  test('removes what one side removed and the other left alone', () => {
    const ours = { ...base, scripts: { test: 'vitest' } };
    const next = { ...base, dependencies: { zod: '4.0.0' } };
    expect(JSON.parse(mergePackage({ base: text(base), ours: text(ours), next: text(next) }) ?? '')).toEqual({
      name: 'bot',
      scripts: { test: 'vitest' },
      dependencies: { zod: '4.0.0' },
    });
  });

  test('leaves what no rule settles to the lines', () => {
    const ours = { ...base, scripts: { ...base.scripts, test: 'jest' } };
    const next = { ...base, scripts: { ...base.scripts, test: 'node --test' } };
    expect(mergePackage({ base: text(base), ours: text(ours), next: text(next) })).toBeUndefined();
  });

  test('keeps the indentation that stands there', () => {
    const ours = `${JSON.stringify(base, null, '\t')}\n`;
    const next = { ...base, private: true };
    expect(mergePackage({ base: text(base), ours, next: text(next) })).toBe(`${JSON.stringify(next, null, '\t')}\n`);
  });
});

describe('an env example', () => {
  test('gains new keys with their comments and changes nothing else', () => {
    const base = lines('# Where it is', 'API_URL=', '', 'PORT=8000');
    const ours = lines('API_URL=https://mine.example', '# OLD=1');
    const next = lines('# Where it is', 'API_URL=', '', 'PORT=8000', '', '# Who may see more', 'OWNER_IDS=');
    expect(addLines({ base, ours, next })).toBe(lines('API_URL=https://mine.example', '# OLD=1', '', '# Who may see more', 'OWNER_IDS='));
    expect(addLines({ base, ours, next: base })).toBe(ours);
  });
});

describe('settings that others write as well', () => {
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

  test('gain what they lack and keep what they say, also before the first scaffold', () => {
    const merged = mergeSettings({
      base: '',
      ours: text({ refunds: { fullDays: 3 } }),
      next: text({ project: 'Bot', refunds: { fullDays: 7, partialDays: 14 } }),
    });
    expect(JSON.parse(merged)).toEqual({ refunds: { fullDays: 3, partialDays: 14 }, project: 'Bot' });
  });

  test('follow an answer that changed', () => {
    const merged = mergeSettings({
      base: text({ project: 'Old' }),
      ours: text({ project: 'Old', cache: 1 }),
      next: text({ project: 'New' }),
    });
    expect(JSON.parse(merged)).toEqual({ project: 'New', cache: 1 });
  });
});
