/**
 * What the emulated Discord does differently from the OpenAPI document that Discord publishes as a preview, and who says that it is right so.
 * A line that nothing needs any more fails the test.
 */
export interface DiscordDifference {
  /** `GET /applications/{application_id}/entitlements` */
  operation: string;
  /** What the judge says of it, in part. */
  finding: string;
  source: string;
}

const skus = 'https://docs.discord.com/developers/resources/sku#list-skus; the preview leaves it out';
const typing =
  'https://docs.discord.com/developers/resources/entitlement#entitlement-object-entitlement-types names all types; the preview two of them';

const bits =
  'https://docs.discord.com/developers/topics/permissions: permissions are strings in JSON, and numbers are still taken; the preview knows only numbers. discord.js sends strings';

export const discordDifferences: readonly DiscordDifference[] = [
  { operation: 'GET /applications/{application_id}/skus', finding: 'no such operation', source: skus },
  { operation: 'POST /oauth2/token', finding: 'no such operation', source: 'RFC 6749; https://docs.discord.com/developers/topics/oauth2' },
  {
    operation: 'POST /oauth2/token/revoke',
    finding: 'no such operation',
    source: 'RFC 7009; https://docs.discord.com/developers/topics/oauth2',
  },
  { operation: 'POST /applications/{application_id}/entitlements', finding: '/type', source: typing },
  { operation: 'GET /applications/{application_id}/entitlements/{entitlement_id}', finding: '/type', source: typing },
  { operation: 'PUT /channels/{channel_id}/permissions/{overwrite_id}', finding: '/allow must be integer', source: bits },
  { operation: 'PUT /channels/{channel_id}/permissions/{overwrite_id}', finding: '/deny must be integer', source: bits },
  { operation: 'POST /guilds/{guild_id}/channels', finding: '/allow must be integer', source: bits },
  { operation: 'POST /guilds/{guild_id}/channels', finding: '/deny must be integer', source: bits },
];
