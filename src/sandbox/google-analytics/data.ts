/**
 * The Data API, v1beta: the real-time report, by any of the dimensions that k77 asks for. https://developers.google.com/analytics/devguides/reporting/data/v1/realtime-basics
 */
import type { Happened, Json } from './model.ts';
import { type Call, propertyOf } from './reach.ts';
import { Refusal } from './refusal.ts';

const minute = 60_000;

const dimensions: Readonly<Record<string, (one: Happened, now: number) => string>> = {
  eventName: ({ name }) => name,
  streamId: ({ stream }) => stream,
  platform: () => 'web',
  minutesAgo: ({ at }, now) => String(Math.floor((now - at) / minute)).padStart(2, '0'),
  unifiedScreenName: ({ params }) => String(params.title ?? '(not set)'),
};

const metrics: Readonly<Record<string, (all: readonly Happened[]) => number>> = {
  eventCount: (all) => all.length,
  keyEvents: (all) => all.filter(({ name }) => name === 'purchase').length,
  screenPageViews: (all) => all.filter(({ name }) => name === 'page_view').length,
  activeUsers: (all) => new Set(all.map(({ client }) => client)).size,
};

export function answerRealtime(call: Call): Json {
  const property = propertyOf(call);
  const now = call.books.ms();
  const asked = namesIn(call.body, 'dimensions', dimensions);
  const counted = namesIn(call.body, 'metrics', metrics);
  if (counted.length === 0) throw new Refusal(400, 'At least one metric is required.');
  const recent = call.books.state.events.filter((one) => one.property === property.id && one.realtime && now - one.at < 30 * minute);
  const groups = Map.groupBy(recent, (one) => JSON.stringify(asked.map((name) => dimensions[name]?.(one, now) ?? '')));
  const rows = [...groups].map(([key, all]) => ({
    ...(asked.length === 0 ? {} : { dimensionValues: (JSON.parse(key) as string[]).map((value) => ({ value })) }),
    metricValues: counted.map((name) => ({ value: String(metrics[name]?.(all) ?? 0) })),
  }));
  return {
    ...(asked.length === 0 ? {} : { dimensionHeaders: asked.map((name) => ({ name })) }),
    metricHeaders: counted.map((name) => ({ name, type: 'TYPE_INTEGER' })),
    ...(rows.length === 0 ? {} : { rows, rowCount: rows.length }),
    kind: 'analyticsData#runRealtimeReport',
  };
}

function namesIn(body: Json, field: string, known: object): string[] {
  const names = ((body[field] ?? []) as readonly { name?: string }[]).map(({ name = '' }) => name);
  const strange = names.find((name) => !Object.hasOwn(known, name));
  if (strange === undefined) return names;
  throw new Refusal(400, `Field ${strange} is not a valid ${field.slice(0, -1)} for a realtime report.`);
}
