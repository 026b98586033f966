/** What is only looked at: sizes, regions, health, instances, alerts. */
import type { DoAlertSpec } from '../../vendors/digitalocean-types.ts';
import type { Route } from './api.ts';
import type { Books } from './books.ts';
import { isArchived } from './deploying.ts';
import { appIn } from './deployments.ts';
import type { App, Json } from './model.ts';
import { absent } from './refusal.ts';
import { olderSizes, regions, type Size, sizeNamed, sizes, usualSize } from './sizes.ts';
import { componentsOf, mainOf } from './spec.ts';
import { regionView } from './views.ts';

export const seenRoutes: readonly Route[] = [
  { method: 'GET', path: '/apps/regions', run: () => ({ regions: Object.keys(regions).map(regionView) }) },
  { method: 'GET', path: '/apps/tiers/instance_sizes', run: () => ({ instance_sizes: allSizes(), discount_percent: 0 }) },
  {
    method: 'GET',
    path: '/apps/tiers/instance_sizes/:slug',
    run: ({ at }) => {
      const found = sizeNamed(at.slug ?? '');
      if (!found) throw absent();
      return { instance_size: sizeView(at.slug ?? '', found) };
    },
  },
  { method: 'GET', path: '/apps/:app/health', run: (call) => ({ app_health: { components: healthOf(call.books, appIn(call)) } }) },
  { method: 'GET', path: '/apps/:app/instances', run: (call) => ({ instances: instancesOf(call.books, appIn(call)) }) },
  { method: 'GET', path: '/apps/:app/alerts', run: (call) => ({ alerts: alertsOf(call.books, appIn(call)) }) },
];

function allSizes(): Json[] {
  const older = Object.entries(olderSizes).flatMap(([old, now]) => (sizes[now] ? [[old, sizes[now]] as const] : []));
  return [...Object.entries(sizes), ...older].map(([slug, one]) => sizeView(slug, one));
}

function sizeView(slug: string, { memoryMb, dollars, single, cpus, cpu, bandwidth }: Size): Json {
  return {
    ...{ name: slug, slug, cpu_type: cpu, cpus, memory_bytes: String(memoryMb * 1024 * 1024), usd_per_month: dollars },
    ...{ usd_per_second: (Number(dollars) / (28 * 86_400)).toFixed(12), tier_slug: 'basic', scalable: false },
    ...{ single_instance_only: single, bandwidth_allowance_gib: bandwidth, deprecation_intent: slug in olderSizes },
  };
}

/** Of what runs: measured on this machine, or told by a person. */
function healthOf(books: Books, app: App): Json[] {
  const active = books.active(app);
  const { main } = mainOf(active?.spec ?? app.spec) ?? {};
  if (!active || !main || isArchived(app.spec)) return [];
  const used = app.measured ?? books.tools.hosting.metrics(`digitalocean/${active.id}`);
  const limit = sizeNamed(main.instance_size_slug ?? usualSize)?.memoryMb ?? 512;
  const { instance_count: count = 1 } = main;
  return [
    {
      name: main.name,
      ...(used ? { cpu_usage_percent: used.cpuPercent, memory_usage_percent: (used.memoryMb / limit) * 100 } : {}),
      replicas_desired: count,
      replicas_ready: active.down ? 0 : count,
      state: active.down ? 'UNHEALTHY' : 'HEALTHY',
    },
  ];
}

function instancesOf(books: Books, app: App): Json[] {
  const active = books.active(app);
  const found = active && mainOf(active.spec);
  if (!active || !found || isArchived(app.spec)) return [];
  return Array.from({ length: found.main.instance_count ?? 1 }, (_, index) => ({
    component_name: found.main.name,
    instance_name: `${found.main.name}-${active.id.slice(0, 8)}-${index}`,
    component_type: found.web ? 'SERVICE' : 'WORKER',
    instance_alias: `${found.main.name}-${index}`,
  }));
}

/** Of the app, and of each of its components. */
function alertsOf({ state }: Books, app: App): Json[] {
  const view = (spec: DoAlertSpec, component?: string): Json => ({
    id: `${app.id.slice(0, 8)}-${component ?? 'app'}-${spec.rule.toLowerCase()}`,
    ...(component ? { component_name: component } : {}),
    spec,
    emails: [state.account.email],
    slack_webhooks: [],
    phase: 'ACTIVE',
  });
  return [
    ...(app.spec.alerts ?? []).map((one) => view(one)),
    ...componentsOf(app.spec).flatMap(({ name, alerts = [] }) => alerts.map((one) => view(one, name))),
  ];
}
