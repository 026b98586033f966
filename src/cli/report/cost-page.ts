/**
 * The page of `k77 cost --html`: the bill with plots, which needs nothing else. It looks like the report of a verification.
 */
import { nameOf } from '../../costs/alternatives.ts';
import type { Item } from '../../costs/estimate.ts';
import { dollars, usd } from '../../costs/money.ts';
import type { CostReport } from '../../costs/report.ts';
import { againstServers, againstSubscribers } from '../../costs/series.ts';
import { doubtTexts } from '../cost-documents.ts';
import { sizeText } from '../render-cost.ts';
import { safe } from './html.ts';
import { areaPlot, linePlot } from './plots.ts';
import { baseStyle, costStyle } from './style.ts';

export function costPage(report: CostReport): string {
  const title = `Cost · ${sizeText(report)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${baseStyle}${costStyle}</style>
</head>
<body>
<header>
<h1>${safe(sizeText(report))}</h1>
<p>${safe(report.inputs.catalogue.title)} · US dollars a month, before tax · <time datetime="${report.at}">${report.at.slice(0, 16).replace('T', ' ')} UTC</time></p>
${figures(report)}
</header>
<main>
${plots(report)}
${bill(report)}
${payments(report)}
${combinations(report)}
${upgrades(report)}
${tips(report)}
${guide(report)}
${readings(report)}
${doubtful(report)}
</main>
<footer>Made by <code>k77 cost</code> from published prices of ${safe(report.doubts.oldest)} to ${safe(report.doubts.newest)}; nothing was confirmed with a purchase.</footer>
</body>
</html>
`;
}

function figures({ now, inputs }: CostReport): string {
  const cell = (name: string, value: string, bad = false): string =>
    `<div><dt>${name}</dt><dd${bad ? ' class="fail"' : ''}>${safe(value)}</dd></div>`;
  const earned = inputs.commercial
    ? [
        cell('Revenue', usd(now.revenue.gross)),
        cell('Payment fees', usd(now.revenue.feesCents)),
        cell('Profit', usd(now.profit), now.profit < 0),
        cell('Margin', now.margin === undefined ? 'none' : `${now.margin / 10} %`),
        cell(
          'Breaks even at',
          now.breakEven === undefined ? 'never' : `${now.breakEven.toLocaleString('en-US')} subscriber${now.breakEven === 1 ? '' : 's'}`,
        ),
      ]
    : [];
  const server = now.perServer === undefined ? [] : [cell('Per server', `${(now.perServer / 100).toFixed(2)} ¢`)];
  return `<dl class="figures">${[cell('Costs', usd(now.total)), ...earned, ...server].join('')}</dl>`;
}

function plots({ inputs, now }: CostReport): string {
  const subscribers = againstSubscribers(inputs, now, 80);
  const servers = againstServers(inputs, 60);
  const even = now.breakEven === undefined ? [] : [{ x: now.breakEven, label: `breaks even at ${now.breakEven}` }];
  const lines = linePlot({
    title: 'Cost and profit against subscribers',
    x: 'subscribers',
    series: [
      { name: 'cost', points: subscribers.map((point) => ({ x: point.subscribers, y: point.cost })) },
      { name: 'profit', points: subscribers.map((point) => ({ x: point.subscribers, y: point.profit })) },
    ],
    marks: [...even, { x: inputs.payers.subscribers, label: 'you' }],
  });
  const areas = areaPlot({
    title: 'Cost against servers',
    x: 'servers',
    series: now.categories.map(({ category }) => ({
      name: category,
      points: servers.map((point) => ({ x: point.servers, y: point.categories[category] })),
    })),
    marks: [{ x: inputs.load.servers, label: 'you' }],
  });
  return `<section class="plots">\n${inputs.commercial ? `${lines}\n` : ''}${areas}\n</section>`;
}

function bill({ now }: CostReport): string {
  const row = (item: Item): string =>
    `<tr><td>${safe(nameOf(item))}${item.detail ? `<small>${safe(item.detail)}</small>` : ''}${lines(item)}</td><td>${item.how === 'fixed' ? '' : item.how}</td><td class="n">${dollars(item.cents)}</td></tr>`;
  const groups = now.categories.map(
    ({ category, cents }) =>
      `<tbody><tr class="group"><th scope="rowgroup" colspan="2">${category}</th><td class="n">${dollars(cents)}</td></tr>${now.items
        .filter((item) => item.category === category)
        .map(row)
        .join('')}</tbody>`,
  );
  return `<section>\n<h2>The bill</h2>\n<table><thead><tr><th>What</th><th>Known how</th><th class="n">USD</th></tr></thead>${groups.join('\n')}<tfoot><tr><th colspan="2">Total</th><td class="n">${dollars(now.total)}</td></tr></tfoot></table>\n</section>`;
}

function lines({ lines: all, note }: Item): string {
  const rows = all.length < 2 ? [] : all.map(({ what, cents }) => `${safe(what)} ${dollars(cents)}`);
  return [rows.join(' · '), safe(note ?? '')]
    .filter((text) => text !== '')
    .map((text) => `<small>${text}</small>`)
    .join('');
}

function payments({ now, inputs }: CostReport): string {
  if (!inputs.commercial) return '';
  const { income, fees, perCharge } = now.revenue;
  const row = ({ what, cents }: { what: string; cents: number }, sign: number): string =>
    `<tr><td>${safe(what)}</td><td class="n">${dollars(sign * cents)}</td></tr>`;
  const charge = (name: string, { price, net }: { price: number; net: number }): string =>
    `<tr><td>${name}: of ${dollars(price)} remain</td><td class="n">${dollars(net)}</td></tr>`;
  return `<section>\n<h2>Payments <small>${safe(inputs.merchant.country)}, before tax</small></h2>\n<table><tbody>${income.map((line) => row(line, 1)).join('')}${fees.map((line) => row(line, -1)).join('')}</tbody><tfoot><tr><th>Left before costs</th><td class="n">${dollars(now.revenue.net)}</td></tr></tfoot></table>
<table><tbody>${charge('A month', perCharge.monthly)}${charge('A year', perCharge.yearly)}${charge('A month, foreign card', { ...perCharge.monthly, net: perCharge.monthly.international })}${perCharge.discordMonthly ? charge('A month through Discord', perCharge.discordMonthly) : ''}</tbody></table>\n</section>`;
}

function combinations({ cheapest, compared, now }: CostReport): string {
  const all = [
    ...(cheapest.bill.total < now.total ? [{ name: 'Cheapest lawful combination', combination: cheapest }] : []),
    ...compared.map(({ host, combination }) => ({ name: `With ${host}`, combination })),
  ];
  if (all.length === 0) return '';
  const one = ({ name, combination }: (typeof all)[number]): string => {
    const rows = combination.changes.map(
      ({ from, to, difference }) =>
        `<tr><td>${safe(from === to ? to : `${from} → ${to}`)}</td><td class="n">${signed(difference)}</td></tr>`,
    );
    const gives = combination.givesUp.map((what) => `<li>gives up ${safe(what)}</li>`).join('');
    return `<article class="attested"><h3>${safe(name)} <em>${usd(combination.bill.total)}</em></h3><table><tbody>${rows.join('')}</tbody></table>${gives ? `<ul>${gives}</ul>` : ''}</article>`;
  };
  return `<section>\n<h2>Other ways</h2>\n${all.map(one).join('\n')}\n</section>`;
}

function signed(cents: number): string {
  return cents > 0 ? `+${dollars(cents)}` : dollars(cents);
}

function upgrades({ triggers }: CostReport): string {
  const steps = ({ vendor, from, to }: CostReport['triggers']['now'][number]): string => `${vendor}: ${from} → ${to}`;
  const because = ({ because: why, guide: said }: CostReport['triggers']['now'][number]): string =>
    `${safe(why)}${said ? ` (the guide: ${safe(said)})` : ''}`;
  const now = [...Map.groupBy(triggers.now, steps)].map(([title, all]) => {
    const answered = all.every((one) => one.answered);
    return `<article class="${answered ? 'pass' : 'waived'}"><h3>${safe(title)} <em>${answered ? 'in the estimate' : 'now'}</em></h3>${all.map((one) => `<p>${because(one)}</p>`).join('')}</article>`;
  });
  const ahead = triggers.next.filter(({ answered }) => !answered);
  const dated = ahead.some(({ on }) => on !== undefined);
  const next = ahead.map(
    (one) =>
      `<tr><td>${safe(steps(one))}<small>${because(one)}</small></td><td>${safe(`${one.value.toLocaleString('en-US')} of ${one.when?.at.toLocaleString('en-US') ?? ''} ${one.unitTitle}`)}</td><td class="n">${one.servers?.toLocaleString('en-US') ?? ''}</td>${dated ? `<td class="n">${one.on ?? ''}</td>` : ''}</tr>`,
  );
  const table = `<table><thead><tr><th>Next</th><th>Load</th><th class="n">At servers</th>${dated ? '<th class="n">On</th>' : ''}</tr></thead><tbody>${next.join('')}</tbody></table>`;
  const told = triggers.unmeasured.map(
    ({ vendor, from, to, because: why }) => `<li>${safe(`${vendor}: ${from} → ${to}, when ${why}`)}</li>`,
  );
  return `<section>\n<h2>When to upgrade</h2>\n${now.join('\n')}\n${table}\n<p>Only you can tell:</p><ul>${told.join('')}</ul>\n</section>`;
}

function tips(report: CostReport): string {
  const one = ({ title, saves, says }: CostReport['tips'][number]): string =>
    `<article class="${saves > 0 ? 'pass' : 'unknown'}"><h3>${safe(title)} <em>${saves > 0 ? `saves ${usd(saves)} a month` : ''}</em></h3><p>${safe(says)}</p></article>`;
  return `<section>\n<h2>What saves</h2>\n${report.tips.map(one).join('\n')}\n</section>`;
}

function guide(report: CostReport): string {
  const one = ({ title, guide: said, today, differences }: CostReport['guide'][number]): string => {
    const rows = differences.map(
      ({ slot, guide: before, today: after, difference, why }) =>
        `<tr><td>${safe(`${before} → ${after}`)}<small>${safe(why)}</small></td><td class="n">${slot === 'profit' ? `(${signed(-difference)})` : signed(difference)}</td></tr>`,
    );
    return `<h3>${safe(title)}</h3><table><tbody><tr class="group"><th>The guide</th><td class="n">${dollars(said.total)}</td></tr>${rows.join('')}</tbody><tfoot><tr><th>These prices <small>profit ${usd(today.profit)}, the guide ${usd(said.profit)}</small></th><td class="n">${dollars(today.total)}</td></tr></tfoot></table>`;
  };
  return `<section class="guide">\n<h2>The guide beside these prices <small>what payments leave in brackets: part of the profit, not of the bill</small></h2>\n${report.guide.map(one).join('\n')}\n</section>`;
}

function readings({ inputs }: CostReport): string {
  const rows = inputs.readings.map(
    ({ unit, value, how, from, at }) =>
      `<tr><td>${safe(unit)}</td><td class="n">${value.toLocaleString('en-US')}</td><td>${how}</td><td>${safe(from)}${at ? ` ${at.slice(0, 16).replace('T', ' ')}` : ''}</td></tr>`,
  );
  return `<section>\n<h2>What it was computed from</h2>\n<table><thead><tr><th>Number</th><th class="n">Value</th><th>Known how</th><th>From</th></tr></thead><tbody>${rows.join('')}</tbody></table>\n</section>`;
}

function doubtful(report: CostReport): string {
  const all = [...report.warnings, ...doubtTexts(report)];
  if (all.length === 0) return '';
  return `<section>\n<h2>Look again</h2>\n${all.map((text) => `<article class="waived"><p>${safe(text)}</p></article>`).join('\n')}\n</section>`;
}
