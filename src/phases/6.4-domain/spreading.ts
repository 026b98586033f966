/**
 * Guide 6.4/2 and 6.4/9: a record counts when the world sees it. Cloudflare's own servers first, then resolvers that people use; whoever still remembers the old answer
 * is named, with the time that it may. Asking a resolver too early would make it remember that there is nothing.
 */
import type { Key } from '../../core/keys.ts';
import { type AnyTask, type Context, task } from '../../core/task.ts';
import { type Propagation, propagation } from '../../probes/dns/propagation.ts';
import { internet } from '../../vendors/internet.ts';
import { hostsOf } from './hosts.ts';
import { dnsOptions, type LookContext } from './look.ts';
import { parseRecords } from './records.ts';
import { patiently } from './waiting.ts';
import type { HostRecord } from './zone-records.ts';

interface Seen {
  /** `api.kingdom77.com CNAME`, each answered by every authority and resolver as it should be. */
  visible: readonly string[];
}

/** What is asked, and what is to be answered; undefined: any address will do, because somebody stands in between. */
export interface Question {
  name: string;
  type: string;
  values: readonly string[] | undefined;
}

export const apiVisible: AnyTask = visibleTask({
  id: 'domain.api-visible',
  title: 'Wait until the world sees the API’s name',
  records: 'API_RECORDS',
  hosts: 'API_HOST',
});

export const dashboardVisible: AnyTask = visibleTask({
  id: 'domain.dashboard-visible',
  title: 'Wait until the world sees the dashboard’s names',
  records: 'DASHBOARD_RECORDS',
  hosts: 'DASHBOARD_HOSTS',
});

function visibleTask(about: { id: string; title: string; records: 'API_RECORDS' | 'DASHBOARD_RECORDS'; hosts: Key }): AnyTask {
  return task({
    id: about.id,
    guide: ['6.4/2', '6.4/9', '6.4#001', '6.4#019', 'post#024'],
    title: about.title,
    uses: [internet],
    needs: ['domain', 'ZONE_ACTIVE', about.records, about.hosts],
    want: (values): Seen => ({ visible: questionsFor(about.records, values[about.records] as string, values.domain as string).map(label) }),

    async read(context): Promise<Seen | undefined> {
      const seen = await sample(context, questionsFor(about.records, textOf(context, about.records), textOf(context, 'domain')));
      const visible = seen.filter(({ done }) => done).map(({ question }) => label(question));
      return visible.length > 0 ? { visible } : undefined;
    },

    async apply(context, want): Promise<Seen> {
      const questions = questionsFor(about.records, textOf(context, about.records), textOf(context, 'domain'));
      const what = `every resolver to answer for ${[...new Set(questions.map(({ name }) => name))].join(', ')}`;
      const usually = 'A resolver remembers an old answer until its time is over: minutes, seldom hours.';
      return patiently(context, { what, usually, minutes: 10 }, async () => {
        const seen = await sample(context, questions);
        context.progress(liveTable(seen));
        return seen.every(({ done }) => done) ? want : undefined;
      });
    },
    undo: { never: 'what the world has seen it forgets by itself, once the records are gone' },
    gives: {},
  });
}

function textOf(context: Pick<Context, 'values'>, key: Key): string {
  return String(context.values[key]);
}

/** One question a name. Where Cloudflare stands in between (proxied, or a CNAME at the domain itself, which it flattens) there is no telling which addresses come. */
export function questionsFor(key: string, text: string, domain: string): Question[] {
  const records = parseRecords(key, text, domain);
  const questions = records.map((record): Question => {
    const { type, name } = record;
    if (record.proxied || (type === 'CNAME' && name === hostsOf(domain).apex)) return { name, type: 'A', values: undefined };
    const values = records.filter((one) => one.name === name && one.type === type).map(({ content }) => content);
    return { name, type, values };
  });
  return [...new Map(questions.map((question) => [label(question), question])).values()];
}

export interface Sample {
  question: Question;
  seen: Propagation;
  done: boolean;
}

/** Authorities first; resolvers only when those have something to tell. */
export async function sample(context: LookContext, questions: readonly Question[]): Promise<Sample[]> {
  return Promise.all(questions.map((question) => sampleOne(context, question)));
}

async function sampleOne(context: LookContext, question: Question): Promise<Sample> {
  const about = dnsOptions(context);
  const { name, type, values } = question;
  if (values) {
    // A text that proves ownership stands beside others.
    const seen = await propagation({ name, type }, { values, ...(type === 'TXT' ? { others: 'allowed' as const } : {}) }, about);
    return { question, seen, done: seen.agrees };
  }
  const published = await propagation({ name, type }, 'absent', { ...about, servers: [] });
  if (!published.authorities.every(({ answer }) => answer && answer.length > 0) || published.authorities.length === 0)
    return { question, seen: { ...published, published: false, agrees: false }, done: false };
  const asked = await propagation({ name, type }, { values: [], others: 'allowed' }, about);
  const resolvers = asked.resolvers.map((row) => ({ ...row, agrees: (row.answer?.length ?? 0) > 0 }));
  const agrees = resolvers.every((row) => row.agrees);
  return { question, seen: { ...asked, resolvers, agrees }, done: agrees };
}

function label({ name, type }: Pick<HostRecord, 'name'> & { type: string }): string {
  return `${name} ${type}`;
}

/** `api.kingdom77.com CNAME · 1.1.1.1 yes · 8.8.8.8 still k77.old.app, 4 min left`, for every name that is not done; and how long it may take. */
export function table(samples: readonly Sample[]): string {
  const open = samples.filter(({ done }) => !done);
  const rows = open.map(({ question, seen }) => {
    if (!seen.published) return `${label(question)}: Cloudflare does not answer with it yet`;
    return `${label(question)}: ${seen.resolvers.map((row) => `${row.server} ${row.agrees ? 'yes' : state(row)}`).join(' · ')}`;
  });
  const left = Math.max(0, ...open.map(({ seen }) => seen.secondsLeft ?? 0));
  return `${rows.join('; ')}${left > 0 ? `; at most ${inMinutes(left)} more` : ''}`;
}

/** The same in lines, one a resolver: who answers what, and for how long it may stay so. */
export function liveTable(samples: readonly Sample[]): string {
  const open = samples.filter(({ done }) => !done);
  const rows = open.flatMap(({ question, seen }) => {
    if (!seen.published) return [`${label(question)}: Cloudflare does not answer with it yet`];
    return [label(question), ...seen.resolvers.map((row) => `  ${row.server.padEnd(15)} ${rowText(row)}`)];
  });
  const left = Math.max(0, ...open.map(({ seen }) => seen.secondsLeft ?? 0));
  return [...rows, ...(left > 0 ? [`at most ${inMinutes(left)} more`] : [])].join('\n');
}

type Row = Propagation['resolvers'][number];

function rowText(row: Row): string {
  if (row.agrees || row.ttlLeft === undefined) return row.agrees ? 'right' : said(row);
  return `${inMinutes(row.ttlLeft)} left, ${said(row)}`;
}

function state(row: Row): string {
  return row.ttlLeft === undefined ? said(row) : `${said(row)}, ${inMinutes(row.ttlLeft)} left`;
}

function said({ answer, why }: Row): string {
  if (answer === undefined) return why ?? 'no answer';
  return answer.length === 0 ? 'nothing yet' : `still ${answer.join(', ')}`;
}

function inMinutes(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
