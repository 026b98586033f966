/** Disks. https://fly.io/docs/machines/api/volumes-resource/ */
import type { Call, Route } from './api.ts';
import { appIn } from './apps.ts';
import { onlyFields, text } from './fields.ts';
import { regions } from './machines.ts';
import type { Json, Volume } from './model.ts';
import { bad } from './refusal.ts';

const path = '/apps/:app/volumes';

export const volumeRoutes: readonly Route[] = [
  { method: 'GET', path, run: (call) => volumesIn(call).map(volumeView) },
  { method: 'POST', path, run: create },
];

function volumesIn(call: Call): Volume[] {
  const { name } = appIn(call);
  return call.books.state.volumes.filter(({ app }) => app === name);
}

function create(call: Call): Json {
  const { books, body } = call;
  onlyFields(body, [
    'name',
    'region',
    'size_gb',
    'encrypted',
    'fstype',
    'auto_backup_enabled',
    'snapshot_retention',
    'require_unique_zone',
    'compute',
  ]);
  const [name, region] = [text(body, 'name'), text(body, 'region')];
  if (!/^[a-z0-9_]{1,30}$/.test(name)) throw bad('volume name may contain lowercase letters, numbers and underscores');
  if (!regions.includes(region)) throw bad(`region ${region} not found`);
  const size = Number(body.size_gb ?? 3);
  if (!Number.isInteger(size) || size < 1 || size > 500) throw bad('size_gb must be between 1 and 500');
  const made: Volume = {
    id: `vol_${books.letters(16)}`,
    app: appIn(call).name,
    name,
    region,
    size,
    attached: undefined,
    createdAt: books.now(),
  };
  books.state.volumes.push(made);
  return volumeView(made);
}

function volumeView({ id, name, region, size, attached, createdAt }: Volume): Json {
  return {
    ...{ id, name, region, state: 'created', size_gb: size, zone: 'a77e', encrypted: true, fstype: 'ext4', host_status: 'ok' },
    ...(attached === undefined ? {} : { attached_machine_id: attached }),
    ...{
      created_at: createdAt,
      snapshot_retention: 5,
      auto_backup_enabled: true,
    },
    ...{ blocks: 0, blocks_free: 0, blocks_avail: 0, block_size: 0, bytes_used: 0, bytes_total: 0, type: 'local' },
  };
}
