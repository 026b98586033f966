/**
 * Where the emulated Cloudflare and the saved document (`cloudflare/api-schemas`, 615695d of 2024-08-06) differ, and who says that it is right so.
 * A line that nothing needs any more fails the test.
 */

/** What is found in an exchange. */
export interface KnownDifference {
  what: RegExp;
  source: string;
}

const newer = 'in the official SDK 7.3.0, which is made from a later document';

export const cloudflareDifferences: readonly KnownDifference[] = [
  { what: /^POST \S+\/dns_records\/batch: no such operation$/, source: newer },
  { what: /^(POST|DELETE) \S+\/email\/routing\/dns: no such operation$/, source: newer },
  { what: /^POST \S+\/email\/routing\/unlock: no such operation$/, source: newer },
  { what: /^GET \S+\/tokens\/verify: no such operation$/, source: newer },
  { what: /^\w+ \S+\/registrar\/(domain-check|registrations\S*): no such operation$/, source: newer },
  {
    what: /^(GET|POST|PATCH) \/zones(\/\{zone_id\})? answer \.result(\[\])?\.(status|paused|type|permissions|plan|tenant|tenant_unit) is unknown$/,
    source: `\`Zone\`, ${newer}`,
  },
  { what: /^(GET|PATCH) \S+\/dnssec answer \.result\.dnssec_use_nsec3 is unknown$/, source: `\`DNSSEC\`, ${newer}` },
  { what: /email\/routing(\/enable|\/disable)? answer \.result\.support_subaddress is unknown$/, source: `\`Settings\`, ${newer}` },
  { what: /dns_records(\/\{dns_record_id\})? answer \.result(\[\])?\.settings is unknown$/, source: `\`RecordResponse\`, ${newer}` },
  {
    what: /^GET \/user\/tokens\/verify answer \.messages\[\]\.type is unknown$/,
    source: 'an answer of Cloudflare, quoted in https://github.com/putyourlightson/craft-cloudflare/issues/88',
  },
  {
    what: /^(DELETE \S+\/\{dns_record_id\}|GET \S+\/ssl\/verification) answer \.(success|errors|messages) is unknown$/,
    source: 'every answer has its envelope: https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/',
  },
];

/** Where the document contradicts itself or Cloudflare. */
export interface Amendment {
  /** Name of the schema. */
  schema: string;
  side: 'request' | 'answer' | 'both';
  amend(schema: Record<string, unknown>): Record<string, unknown>;
  /** An exchange that shows that it is needed. */
  seen: RegExp;
  source: string;
}

const nullable = (schema: Record<string, unknown>): Record<string, unknown> => ({ ...schema, nullable: true });

export const cloudflareAmendments: readonly Amendment[] = [
  {
    schema: 'dns-records_dns-record',
    side: 'request',
    amend: ({ required: _required, ...schema }) => schema,
    seen: /^POST .*\/dns_records$/,
    source: 'it wants the id and the dates of a record that is to be made; `RecordCreateParams` of the SDK has none of them',
  },
  {
    schema: 'dns-records_comment',
    side: 'both',
    amend: nullable,
    seen: /^GET .*\/dns_records$/,
    source: 'a record without a comment has null there, as in the examples of https://developers.cloudflare.com/api/resources/dns/',
  },
  {
    schema: 'email_verified',
    side: 'answer',
    amend: nullable,
    seen: /^POST .*\/email\/routing\/addresses$/,
    source: 'its own description: "Null means not verified yet"',
  },
  {
    schema: 'rulesets_RuleAction',
    side: 'both',
    amend: (schema) => ({ ...schema, pattern: '^[a-z_]+$' }),
    seen: /^PUT .*\/entrypoint$/,
    source: 'the pattern has no underscore, which the document’s own `set_config`, `managed_challenge` and `js_challenge` have',
  },
];
