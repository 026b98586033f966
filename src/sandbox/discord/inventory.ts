/** What stands in the emulated Discord, in words that do not change from world to world: ids and secrets are left out, messages are traffic. */
import type { DiscordState, Guild, Overwrite } from './model.ts';

export function discordInventory(state: DiscordState): string[] {
  const names = new Map(state.users.map(({ id, username }) => [id, username]));
  const guilds = new Map(state.guilds.map(({ id, name }) => [id, name]));
  const channels = new Map(state.guilds.flatMap((guild) => guild.channels.map(({ id, name }) => [id, name])));
  return [
    ...state.applications.flatMap((one) => [
      `discord application ${one.name} terms=${one.terms ?? ''} privacy=${one.privacy ?? ''} intents=${one.intents.join(',')} public=${one.isPublic}`,
      ...one.redirects.map((redirect) => `discord redirect ${one.name} ${redirect}`),
      ...Object.entries(one.more).map(([name, value]) => `discord setting ${one.name} ${name}=${JSON.stringify(value)}`),
    ]),
    ...state.commands.map(
      (one) => `discord command ${guilds.get(one.guild ?? '') ?? 'everywhere'} ${one.name} ${one.description} ${JSON.stringify(one.more)}`,
    ),
    ...state.guilds.flatMap((guild) => members(guild, names)),
    ...state.webhooks.map((one) => `discord webhook ${guilds.get(one.guild) ?? ''} ${channels.get(one.channel) ?? ''} ${one.name}`),
    ...state.entitlements.map(
      (one) => `discord entitlement ${names.get(one.user ?? '') ?? ''} ${guilds.get(one.guild ?? '') ?? ''} deleted=${one.deleted}`,
    ),
  ];
}

function members({ name, roles, channels, members: all }: Guild, names: ReadonlyMap<string, string>): string[] {
  const role = new Map(roles.map((one) => [one.id, one.name]));
  const overwrite = ({ id, allow, deny }: Overwrite): string => `${role.get(id) ?? names.get(id) ?? ''}+${allow}-${deny}`;
  return [
    ...roles.map((one) => `discord role ${name} ${one.name} ${one.position} ${one.permissions}`),
    ...channels.map((one) => `discord channel ${name} ${one.name}${(one.overwrites ?? []).map((each) => ` ${overwrite(each)}`).join('')}`),
    ...Object.entries(all).map(
      ([id, one]) =>
        `discord member ${name} ${names.get(id) ?? ''} ${one.roles
          .map((held) => role.get(held))
          .sort()
          .join(',')}`,
    ),
  ];
}
