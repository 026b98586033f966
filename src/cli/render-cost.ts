/**
 * `k77 cost` as lines: the bill, what it earns, the cheapest lawful way, when to upgrade, what saves, and the guide beside today.
 */
import { nameOf } from '../costs/alternatives.ts';
import type { Item } from '../costs/estimate.ts';
import { dollars, usd } from '../costs/money.ts';
import type { CostReport } from '../costs/report.ts';
import { doubtTexts } from './cost-documents.ts';
import type { Look } from './io.ts';
import { amountOf, guideLines, tipLines, triggerLines } from './render-cost-advice.ts';
import { block, heading, marked, money, slotTitles } from './render-cost-parts.ts';
import { columns, cut, ends, pad, wrap } from './text.ts';

export function costLines(look: Look, report: CostReport, { verbose = false } = {}): string[] {
  return [
    ...measuredLines(look, report),
    ...billLines(look, report, verbose),
    ...earningLines(look, report),
    ...cheapestLines(look, report),
    ...comparedLines(look, report),
    ...triggerLines(look, report, verbose),
    ...tipLines(look, report),
    ...guideLines(look, report.guide),
    ...footLines(look, report),
  ];
}

/** `3,000 servers, 50 subscribers` */
export function sizeText({ inputs }: Pick<CostReport, 'inputs'>): string {
  const [servers, subscribers] = [inputs.load.servers, inputs.payers.subscribers];
  const many = (number: number, one: string): string => `${number.toLocaleString('en-US')} ${one}${number === 1 ? '' : 's'}`;
  return `${many(servers, 'server')}, ${inputs.commercial ? many(subscribers, 'subscriber') : 'not commercial'}`;
}

function measuredLines(look: Look, { measured }: CostReport): string[] {
  if (measured.length === 0) return [];
  const text = ({ name, value }: CostReport['measured'][number]): string => {
    if (name.startsWith('averageCharge.')) return `${dollars(value)} ${name.slice(-3).toUpperCase()} a charge`;
    if (name.endsWith('Share'))
      return `${value} % ${{ yearlyShare: 'yearly', refundShare: 'refunded', disputeShare: 'disputed', internationalShare: 'foreign cards' }[name] ?? name}`;
    return amountOf(name as Parameters<typeof amountOf>[0], value);
  };
  return [
    ...heading(look, 'Measured'),
    ...[...Map.groupBy(measured, ({ vendor }) => vendor)].flatMap(([vendor, figures]) =>
      block(
        look,
        `${vendor}, ${figures[0]?.at.slice(0, 16).replace('T', ' ') ?? ''} UTC: ${figures.map(text).join(` ${look.marks.dot} `)}`,
      ),
    ),
  ];
}

function billLines(look: Look, { now, inputs }: CostReport, verbose: boolean): string[] {
  const { paint } = look;
  const rows = now.categories.flatMap(({ category, cents }) => [
    ...heading(look, category, money(usd(cents))),
    ...now.items.filter((item) => item.category === category).flatMap((item) => itemLines(look, item, verbose)),
  ]);
  const perServer = now.perServer === undefined ? '' : `${(now.perServer / 100).toFixed(2)} cents a server`;
  return [
    ...rows,
    '',
    ...ends(
      `  ${paint.bold('Total a month')}${perServer === '' ? '' : paint.dim(` ${look.marks.dot} ${perServer}`)}`,
      paint.accent(paint.bold(money(usd(now.total)))),
      look.width,
    ),
    ...block(look, `Taxes are left out. ${knownText(inputs.readings)}`, 2, paint.dim),
  ];
}

function knownText(readings: CostReport['inputs']['readings']): string {
  const many = (how: string): number => readings.filter((reading) => reading.how === how).length;
  return `Of ${readings.length} numbers ${many('measured')} are measured, ${many('declared')} declared, ${many('assumed')} assumed.`;
}

function itemLines(look: Look, item: Item, verbose: boolean): string[] {
  const { paint, marks } = look;
  const right = `${paint.dim(item.how === 'fixed' ? '' : item.how)} ${money(dollars(item.cents))}`;
  const room = look.width - 4 - columns(right) - 2;
  const name = nameOf(item);
  const whole = item.detail === '' ? name : `${name} ${paint.dim(`${marks.dot} ${item.detail}`)}`;
  const fits = columns(whole) <= room;
  return [
    ...ends(`    ${fits ? whole : cut(name, room, marks.more)}`, right, look.width),
    ...(fits || item.detail === '' ? [] : block(look, item.detail, 6, paint.dim)),
    ...(verbose && item.lines.length > 1
      ? item.lines.flatMap((line) =>
          ends(paint.dim(`      ${cut(line.what, room, marks.more)}`), paint.dim(money(dollars(line.cents))), look.width),
        )
      : []),
    ...(verbose && item.note ? block(look, item.note, 6, paint.dim) : []),
  ];
}

function earningLines(look: Look, { now, inputs }: CostReport): string[] {
  if (!inputs.commercial) return [];
  const { revenue } = now;
  const { monthly, yearly, discordMonthly } = revenue.perCharge;
  const { paint, marks } = look;
  const leaves = [
    `${dollars(monthly.price)} a month leaves ${dollars(monthly.net)}`,
    `${dollars(yearly.price)} a year leaves ${dollars(yearly.net)}`,
    ...(monthly.international === monthly.net
      ? []
      : [`from a foreign card ${dollars(monthly.international)}, converted ${dollars(monthly.converted)}`]),
    ...(discordMonthly ? [`through Discord ${dollars(discordMonthly.net)}`] : []),
  ].join(` ${marks.dot} `);
  const even =
    now.breakEven === undefined
      ? 'no number of subscribers breaks even'
      : `breaks even at ${now.breakEven.toLocaleString('en-US')} subscriber${now.breakEven === 1 ? '' : 's'}`;
  return [
    ...heading(look, 'Revenue', money(usd(revenue.gross))),
    ...revenue.fees.flatMap(({ what, cents }) => ends(`    ${what}`, money(dollars(-cents)), look.width)),
    ...block(look, leaves, 4, paint.dim),
    '',
    ...ends(
      `  ${paint.bold('Profit a month')}${now.margin === undefined ? '' : paint.dim(` ${marks.dot} ${now.margin / 10} % of revenue`)}`,
      (now.profit < 0 ? paint.bad : paint.accent)(paint.bold(money(usd(now.profit)))),
      look.width,
    ),
    `  ${paint.accent(marks.next)} ${even}`,
  ];
}

function cheapestLines(look: Look, { cheapest, now }: CostReport): string[] {
  const { paint, marks } = look;
  if (cheapest.bill.total === now.total)
    return [...heading(look, 'Cheapest lawful combination', money(usd(now.total))), ...block(look, 'It is this one.', 4, paint.dim)];
  return [
    ...heading(look, 'Cheapest lawful combination', money(usd(cheapest.bill.total))),
    ...changeLines(look, cheapest.changes),
    ...cheapest.givesUp.flatMap((what) => marked(look, `gives up ${what}`, paint.bold(marks.warn))),
  ];
}

function changeLines(look: Look, changes: CostReport['cheapest']['changes']): string[] {
  const { paint, marks } = look;
  return changes.flatMap(({ slot, from, to, difference }) => {
    const right = money(`${difference > 0 ? '+' : ''}${dollars(difference)}`);
    const text = from === to ? to : `${from} ${marks.fix} ${to}`;
    const [first = '', ...rest] = wrap(text, look.width - 16 - columns(right) - 2);
    return [
      ...ends(`    ${paint.dim(pad(slotTitles[slot], 11))} ${first}`, right, look.width),
      ...rest.map((line) => `                ${line}`),
    ];
  });
}

function comparedLines(look: Look, { compared, now }: CostReport): string[] {
  return compared.flatMap(({ host, combination }) => {
    const { difference, bill } = combination;
    const more = difference === 0 ? 'the same' : `${usd(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`;
    return [
      ...heading(look, `With ${host}: ${more} a month`, money(usd(bill.total))),
      ...(combination.changes.length === 0
        ? block(look, `This is the estimate above (${usd(now.total)}).`, 4, look.paint.dim)
        : changeLines(look, combination.changes)),
      ...combination.givesUp.flatMap((what) => marked(look, `lacks ${what}`, look.paint.bold(look.marks.warn))),
      ...combination.gains.flatMap((what) => marked(look, `has ${what}`, look.paint.accent(look.marks.ok))),
      ...bill.items.flatMap(({ problem }) => (problem ? marked(look, problem, look.paint.bold(look.marks.warn)) : [])),
    ];
  });
}

function footLines(look: Look, report: CostReport): string[] {
  const { paint, marks } = look;
  const { doubts, warnings, budget, now } = report;
  const left = budget === undefined || now.total > budget ? [] : [`${usd(now.total)} of your budget of ${usd(budget)} a month`];
  return [
    '',
    ...warnings.flatMap((text) => marked(look, text, paint.bold(marks.warn), 2)),
    ...left.flatMap((text) => marked(look, text, paint.accent(marks.ok), 2)),
    ...doubtTexts(report).flatMap((text) => marked(look, text, paint.bold(marks.warn), 2)),
    ...block(
      look,
      `Prices as of ${doubts.oldest} ${marks.more} ${doubts.newest}; k77 cost prices lists them with their sources.`,
      2,
      paint.dim,
    ),
    '',
  ];
}
