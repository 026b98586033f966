import { describe, expect, test } from 'vitest';
import { hostNamed, hosts } from '../hosts/hosts.ts';
import { look } from './io-double.ts';
import { hostLines, hostTable } from './render-hosts.ts';
import { columns } from './text.ts';

const chosen = { bot: 'railway', worker: 'railway', api: 'railway', dashboard: 'vercel' };

describe('the hosts', () => {
  test('stand in a table, with what each costs, may run, and runs of yours', () => {
    const lines = hostTable(look(80), hosts, chosen);
    expect(lines[1]).toBe('                 can run             a month  per service  plan');
    expect(lines).toContain('  railway        bot, worker, api    $5       +$6          Hobby');
    expect(lines).toContain('    ✔ runs your bot, worker, api');
    expect(lines).toContain('  vercel         dashboard           $20      included     Pro');
    expect(lines.filter((line) => line.includes('✔'))).toHaveLength(2);
    expect(lines).toContain('  fly            bot, worker, api    $0       +$3.69       pay as you go');
    for (const { id } of hosts) expect(lines.filter((line) => line.startsWith(`  ${id} `))).toHaveLength(1);
  });

  test('are told one by one with what speaks against them, where the guide errs, and a source with its date', () => {
    const text = hostLines(look(80), hostNamed('vercel'), chosen).join('\n');
    expect(text).toMatch(/against it +Hobby costs nothing, and is for non-commercial use only/);
    expect(text).toMatch(/the guide +The guide runs a paid dashboard on the free plan/);
    expect(text).toMatch(/source +https:\/\/vercel\.com\/\S+, as of \d{4}-\d{2}-\d{2}/);
  });

  test('fit every width', () => {
    for (const width of [60, 80, 100])
      for (const line of [...hostTable(look(width), hosts, chosen), ...hosts.flatMap((host) => hostLines(look(width), host, chosen))])
        expect(line.includes('://') ? 0 : columns(line), `${width}: "${line}"`).toBeLessThanOrEqual(width);
  });
});
