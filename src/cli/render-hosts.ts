/** The hosts as the operator compares them: a table of all, or everything about one. */
import type { Host, HostFacts } from '../core/host.ts';
import { type Service, services } from '../core/keys.ts';
import type { Look } from './io.ts';
import { cut, pad, wrap } from './text.ts';

export type Chosen = Readonly<Partial<Record<Service, string>>>;

export function chosenFor(id: string, chosen: Chosen): Service[] {
  return services.filter((service) => chosen[service] === id);
}

const columns = { host: 15, runs: 20, month: 9, service: 13 } as const;

/** What all of them cost and run, one line each. */
export function hostTable(look: Look, hosts: readonly Host[], chosen: Chosen): string[] {
  const { paint, marks, width } = look;
  const line = (host: string, runs: string, month: string, service: string, plan: string): string =>
    `${pad(host, columns.host)}${pad(runs, columns.runs)}${pad(month, columns.month)}${pad(service, columns.service)}${plan}`;
  const rows = hosts.flatMap(({ id, runs, facts }) => {
    const mine = chosenFor(id, chosen);
    const row = line(id, runs.join(', '), dollars(facts.fixedCents), perService(facts), facts.plan);
    const note = mine.length > 0 ? [`    ${paint.accent(marks.ok)} ${cut(`runs your ${mine.join(', ')}`, width - 6)}`] : [];
    return [`  ${cut(row, width - 2).trimEnd()}`, ...note];
  });
  return ['', `  ${paint.dim(cut(line('', 'can run', 'a month', 'per service', 'plan'), width - 2).trimEnd())}`, ...rows];
}

/** Everything about one, with its source. */
export function hostLines(look: Look, host: Host, chosen: Chosen): string[] {
  const { paint, marks } = look;
  const { id, title, runs, facts } = host;
  const mine = chosenFor(id, chosen);
  const used = mine.length > 0 ? `  ${paint.accent(`${marks.ok} your ${mine.join(', ')}`)}` : '';
  const told = (name: string, text: string): string[] =>
    wrap(text, look.width - 18).map((part, index) => `    ${paint.dim(pad(index === 0 ? name : '', 12))}  ${part}`);
  return [
    '',
    `  ${paint.bold(title)} ${paint.dim(id)}${used}`,
    ...told('runs', runs.join(', ')),
    ...told('price', priceOf(facts)),
    ...told('restarts', facts.restarts),
    ...told('goes back', facts.rollback),
    ...facts.strengths.flatMap((text) => told('for it', text)),
    ...facts.weaknesses.flatMap((text) => told('against it', text)),
    ...told('the guide', facts.guide),
    ...told('source', `${facts.source}, as of ${facts.asOf}`),
  ];
}

function perService({ serviceCents }: HostFacts): string {
  return serviceCents === 0 ? 'included' : `+${dollars(serviceCents)}`;
}

/** `Hobby: $5 a month, and about $6 for each service with 512 MB that is always on` */
function priceOf({ plan, fixedCents, serviceCents }: HostFacts): string {
  const each =
    serviceCents === 0 ? 'nothing more for a service' : `about ${dollars(serviceCents)} for each service with 512 MB that is always on`;
  return `${plan}: ${dollars(fixedCents)} a month, and ${each}`;
}

function dollars(cents: number): string {
  return cents % 100 === 0 ? `$${cents / 100}` : `$${(cents / 100).toFixed(2)}`;
}
