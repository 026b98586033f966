/**
 * `k77 cost`: when to upgrade, what saves, and the guide beside today, as lines.
 */
import { gigabytes, thousands } from '../costs/estimate.ts';
import type { Scenario } from '../costs/guide-scenarios.ts';
import { dollars, usd } from '../costs/money.ts';
import { slots } from '../costs/price-types.ts';
import type { CostReport } from '../costs/report.ts';
import type { Coming, Fired } from '../costs/triggers.ts';
import type { Look } from './io.ts';
import { block, heading, marked, slotTitles } from './render-cost-parts.ts';
import { ends } from './text.ts';

export function triggerLines(look: Look, { triggers }: CostReport, verbose: boolean): string[] {
  const { paint, marks } = look;
  const open = triggers.now.filter(({ answered }) => !answered);
  const counted = triggers.now.filter(({ answered }) => answered);
  const ahead = triggers.next.filter(({ answered }) => !answered);
  const next = verbose ? ahead : ahead.slice(0, 4);
  return [
    ...heading(look, 'Upgrade'),
    ...open.flatMap((one) => marked(look, `now: ${steps(look, one)}: ${one.because}`, paint.bold(marks.warn))),
    ...(counted.length > 0
      ? marked(look, `in the estimate already: ${[...new Set(counted.map((one) => steps(look, one)))].join(', ')}`, paint.accent(marks.ok))
      : []),
    ...next.flatMap((one) => marked(look, comingText(look, one), paint.dim(marks.open))),
    ...(verbose
      ? triggers.unmeasured.flatMap((one) => marked(look, `when ${one.because}: ${steps(look, one)}`, paint.dim(marks.open)))
      : block(
          look,
          `${ahead.length - next.length} further, and ${triggers.unmeasured.length} that only you can tell: --verbose`,
          4,
          paint.dim,
        )),
  ];
}

function steps({ marks }: Look, { vendor, from, to }: Pick<Fired, 'vendor' | 'from' | 'to'>): string {
  return `${vendor} ${from} ${marks.fix} ${to}`;
}

function comingText(look: Look, one: Coming): string {
  const at = one.when ? amountOf(one.when.unit, one.when.at) : '';
  const where = one.servers === undefined || one.when?.unit === 'servers' ? '' : `, about ${one.servers.toLocaleString('en-US')} servers`;
  const on = one.on ? `, ${one.on} if it goes on like this` : '';
  return `${steps(look, one)} at ${at}${where} (you: ${one.when ? amountOf(one.when.unit, one.value) : ''})${on}`;
}

export function amountOf(unit: NonNullable<Fired['when']>['unit'], value: number): string {
  if (unit === 'railwayUseCents') return `${usd(value)} of use`;
  if (unit === 'discordLifetimeUsd') return `$${value.toLocaleString('en-US')} of sales`;
  if (unit === 'cacheCommandsK') return `${thousands(value)} commands`;
  if (/Mb$/.test(unit)) return gigabytes(value);
  const words: Partial<Record<typeof unit, string>> = {
    databaseOps: 'operations/s',
    cacheDatabases: 'Redis databases',
    dashboardGb: 'GB of traffic',
    checksPerHour: 'checks an hour',
    users: 'users',
    servers: 'servers',
  };
  const one: Partial<Record<typeof unit, string>> = { seats: 'developer', monitors: 'monitor', errors: 'error', subscribers: 'subscriber' };
  return `${value.toLocaleString('en-US')} ${words[unit] ?? `${one[unit] ?? unit}${value === 1 ? '' : 's'}`}`;
}

export function tipLines(look: Look, { tips }: CostReport): string[] {
  return [
    ...heading(look, 'What saves'),
    ...tips.flatMap(({ title, saves, says }) => [
      ...ends(`    ${title}`, saves > 0 ? look.paint.accent(`saves ${usd(saves)} a month`) : '', look.width),
      ...block(look, says, 6, look.paint.dim),
    ]),
  ];
}

export function guideLines(look: Look, guide: readonly Scenario[]): string[] {
  const { paint } = look;
  const right = (texts: readonly string[]): string => texts.map((text) => text.padStart(look.width < 80 ? 10 : 12)).join('');
  const row = (title: string, texts: readonly string[], bold = false): string[] => {
    const [line = ''] = ends(`    ${title}`, right(texts), look.width);
    return [bold ? paint.bold(line) : line];
  };
  const changed = ([...slots, 'profit'] as const).filter((slot) =>
    guide.some(({ differences }) => differences.some((one) => one.slot === slot)),
  );
  return [
    ...heading(look, 'The guide beside these prices', ''),
    ...row(
      '',
      guide.map(({ name }) => name),
    ),
    ...row(
      'The guide says',
      guide.map(({ guide: found }) => dollars(found.total)),
      true,
    ),
    ...changed.flatMap((slot) => {
      const found = guide.map(({ differences }) => differences.find((one) => one.slot === slot));
      const signed = (cents: number | undefined): string => (cents === undefined ? '=' : `${cents > 0 ? '+' : ''}${dollars(cents)}`);
      // Payments are no part of the bill: they are told by their own row, below it.
      if (slot === 'profit') return [];
      return [
        ...row(
          slotTitles[slot],
          found.map((one) => signed(one?.difference)),
        ),
        ...block(look, found.find((one) => one)?.why ?? '', 6, paint.dim),
      ];
    }),
    ...row(
      'It costs',
      guide.map(({ today }) => dollars(today.total)),
      true,
    ),
    ...row(
      'Profit, the guide',
      guide.map(({ guide: found }) => dollars(found.profit)),
    ),
    ...row(
      'Profit',
      guide.map(({ today }) => dollars(today.profit)),
      true,
    ),
    ...block(look, guide.flatMap(({ differences }) => differences.filter(({ slot }) => slot === 'profit'))[0]?.why ?? '', 6, paint.dim),
  ];
}
