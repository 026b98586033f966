/** What stands in the emulated UptimeRobot, one line a thing, in words that do not change from run to run. What it saw does not count. */
import type { UptimeRobotState } from './model.ts';

export function uptimerobotInventory({ monitors, contacts, integrations, pages }: UptimeRobotState): string[] {
  const names = new Map([...contacts, ...integrations].map(({ id, type, friendlyName }) => [id, `${type}:${friendlyName}`]));
  const watched = new Map(monitors.map(({ id, friendlyName }) => [id, friendlyName]));
  return [
    ...monitors.map((one) => {
      const told = one.assigned.map(({ alertContactId }) => names.get(alertContactId) ?? '?').sort();
      const url = one.type === 'HEARTBEAT' ? '' : one.url;
      return `uptimerobot monitor ${one.friendlyName} ${one.type} ${url} ${one.keywordValue ?? ''} every ${one.interval} s ${one.status === 'PAUSED' ? 'paused ' : ''}tells ${told.join(', ')}`;
    }),
    ...[...contacts, ...integrations].map(
      (one) => `uptimerobot contact ${one.type} ${one.friendlyName} ${one.status} ${one.enableNotificationsFor}`,
    ),
    ...pages.map((one) => {
      const shown = one.monitorIds.map((id) => watched.get(id) ?? '?').sort();
      return `uptimerobot page ${one.friendlyName} ${one.status} ${one.customDomain ?? ''} shows ${shown.join(', ')}`;
    }),
  ];
}
