/** What stands at the emulated Cloudflare, one line a thing, in words that do not change from run to run. Mail and purges are traffic: they do not count. */
import type { CloudflareState, ZoneState } from './model.ts';
import { plainText } from './record-rules.ts';
import { settings } from './setting-values.ts';

export function cloudflareInventory({ zones, destinations, registrations }: CloudflareState): string[] {
  return [
    ...zones.flatMap(inZone),
    ...destinations.map(({ email, verified }) => `address ${email} ${verified === null ? 'unverified' : 'verified'}`),
    ...registrations.map((one) => `domain ${one.domain} renews=${one.autoRenew} locked=${one.locked} private=${one.privacy}`),
  ].map((line) => `cloudflare ${line}`);
}

function inZone(zone: ZoneState): string[] {
  const { name, status, paused, records, dnssec, mail, certificate, rulesets } = zone;
  const lines = [
    `zone ${status}${paused ? ' paused' : ''}`,
    ...records.map((one) => {
      const rank = one.priority === undefined ? '' : `${one.priority} `;
      return `record ${one.type} ${one.name} ${rank}${plainText(one.content)} ttl=${one.ttl} proxied=${one.proxied} ${one.comment ?? ''}`.trim();
    }),
    ...Object.entries(zone.settings).flatMap(([id, { value }]) => {
      const [now, usual] = [JSON.stringify(value), JSON.stringify(settings[id]?.usual)];
      return now === usual ? [] : [`setting ${id}=${now}`];
    }),
    ...Object.entries(rulesets).flatMap(([phase, { rules }]) =>
      rules.map(
        (rule) => `rule ${phase} ${String(rule.action)} ${JSON.stringify(rule.action_parameters ?? {})} where ${String(rule.expression)}`,
      ),
    ),
    ...(dnssec.status === 'disabled' ? [] : [`dnssec ${dnssec.status}`]),
    ...(certificate.universal ? [] : ['no universal certificate']),
    ...(mail.enabled ? [`mail routing${mail.locked ? '' : ' unlocked'}`] : []),
    ...[...mail.rules, ...(mail.catchAll.enabled ? [mail.catchAll] : [])].map(
      ({ matchers, actions, enabled }) =>
        `mail ${matchers[0]?.value ?? 'all others'} ${actions[0]?.type} ${actions[0]?.value?.join() ?? ''} enabled=${enabled}`,
    ),
  ];
  return lines.map((line) => `${name} ${line}`);
}
