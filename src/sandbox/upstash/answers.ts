/**
 * Databases and statistics as the developer API words them.
 */
import { type Books, costOf, type Database } from './model.ts';
import { plans } from './plans.ts';

/** Without credentials: as the list shows it, and `?credentials=hide`. */
export function listed({ state }: Books, one: Database): Record<string, unknown> {
  const plan = plans[one.plan];
  const members = { primary_members: [one.region], all_members: [one.region] };
  return {
    database_id: one.id,
    database_name: one.name,
    region: 'global',
    port: 6379,
    creation_time: one.created,
    state: one.state,
    endpoint: one.slug,
    tls: one.tls,
    db_max_clients: plan.clients,
    db_max_request_size: plan.requestBytes,
    db_disk_threshold: plan.bytes,
    db_max_entry_size: 100 * 1024 * 1024,
    db_memory_threshold: plan.bytes,
    db_max_commands_per_second: plan.perSecond,
    db_request_limit: plan.commands,
    type: plan.type,
    budget: one.budget,
    primary_region: one.region,
    ...members,
    eviction: one.eviction,
    auto_upgrade: false,
    consistent: false,
    modifying_state: '',
    db_resource_size: plan.size,
    db_type: 'pebble',
    db_conn_idle_timeout: 21_600_000_000_000,
    db_lua_timeout: 250_000_000,
    db_lua_credits_per_min: 10_000_000_000,
    db_store_max_idle: 900_000_000_000,
    db_max_loads_per_sec: 1_000_000,
    db_acl_enabled: 'false',
    db_acl_default_user_status: 'true',
    db_eviction: one.eviction,
    last_plan_upgrade_time: 0,
    replicas: 5,
    customer_id: state.email,
    daily_backup_enabled: one.dailyBackup,
    read_regions: [],
    securityAddons: { ipWhitelisting: false, vpcPeering: false, privateLink: false, tlsMutualAuth: false, encryptionAtRest: false },
    prometheus_enabled: 'false',
    prod_pack_enabled: false,
  };
}

/** With password and tokens, which the specification leaves out and the documentation shows. */
export function database(books: Books, one: Database): Record<string, unknown> {
  return {
    ...listed(books, one),
    password: one.password,
    user_email: books.state.email,
    rest_token: one.restToken,
    read_only_rest_token: one.readOnlyToken,
  };
}

/** Usage of this month, and one point of each curve. Reads and writes are not told apart here: all count as reads. */
export function billing(books: Books, one: Database): Record<string, unknown> {
  const { commands: all } = books.usage(one);
  const x = `${books.tools.clock.now().toISOString().replace('T', ' ').replace('Z', '')} +0000 UTC`;
  const point = (y: number): { x: string; y: number }[] => [{ x, y }];
  return {
    monitor_count: { x, y: 0 },
    connection_count: point(0),
    keyspace: point(one.stored.keys),
    throughput: point(0),
    diskusage: point(one.stored.bytes),
    latencymean: point(one.meanLatencyMs),
    latency_99: point(one.meanLatencyMs * 3),
    read_latency_mean: point(one.meanLatencyMs),
    read_latency_99: point(one.meanLatencyMs * 3),
    write_latency_mean: point(one.meanLatencyMs),
    write_latency_99: point(one.meanLatencyMs * 3),
    hits: point(one.hits),
    misses: point(one.misses),
    read: point(all),
    write: point(0),
    dailyrequests: point(all),
    days: [],
    dailybilling: point(costOf(one)),
    dailybandwidth: 0,
    bandwidths: point(0),
    daily_net_commands: all,
    daily_read_requests: all,
    daily_write_requests: 0,
    total_monthly_bandwidth: 0,
    total_monthly_requests: all,
    total_monthly_read_requests: all,
    total_monthly_write_requests: 0,
    total_monthly_script_requests: 0,
    queue_optimized: false,
    total_monthly_storage: one.stored.bytes,
    current_storage: one.stored.bytes,
    total_monthly_billing: costOf(one),
    command_counts: [],
  };
}
