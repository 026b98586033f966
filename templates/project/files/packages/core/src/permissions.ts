/**
 * Who may manage a server: as Discord decides it, from the permissions that come with a user's list of servers.
 */
export const snowflakePattern = /^\d{17,20}$/;

const administrator = 1n << 3n;
const manageGuild = 1n << 5n;

/** Discord ids are numbers of up to 64 bits, always kept as text. */
export function isSnowflake(text: string): boolean {
  return snowflakePattern.test(text);
}

export interface GuildMembership {
  owner?: boolean | undefined;
  /** A number as text, as Discord sends it. */
  permissions: string | bigint;
}

export function canManage({ owner, permissions }: GuildMembership): boolean {
  if (owner === true) return true;
  const held = bits(permissions);
  return (held & administrator) !== 0n || (held & manageGuild) !== 0n;
}

/** Anything that is no number gives no permission. */
function bits(permissions: string | bigint): bigint {
  if (typeof permissions === 'bigint') return permissions;
  return /^\d+$/.test(permissions) ? BigInt(permissions) : 0n;
}
