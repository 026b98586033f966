/** What the services behind the names do wrong; nothing when empty. */
export interface Mischief {
  /** HTML that the dashboard adds to its page. */
  page?: string | undefined;
  /** The dashboard leaves its security headers out. */
  bare?: true | undefined;
  /** Origins that the API allows instead of those of the dashboard. */
  allows?: 'any' | 'nobody' | undefined;
  /** Attributes of the cookie that a login sets. */
  cookie?: string | undefined;
  /** Where the login leads. */
  login?: string | undefined;
  /** The API is there and says that it is broken. */
  down?: true | undefined;
  /** The API has heard of no shard for a while. */
  bot?: 'away' | undefined;
  /** What the API says of its health. */
  health?: string | undefined;
  /** `none`: it counts and refuses nobody · `silent`: nor does it count · `curt`: it refuses and does not say until when · `wide`: ten times as many. */
  limits?: 'none' | 'silent' | 'curt' | 'wide' | undefined;
  /** The step of a visit that fails. `botless`: the bot is in no server, as far as the API knows. */
  journey?: 'login' | 'unknown' | 'servers' | 'botless' | 'checkout' | undefined;
  /** Events of Stripe are taken and not read; ends are not read; no role is given; it is never taken away. */
  payments?: 'unread' | 'endless' | 'roleless' | 'kept' | undefined;
  /** Path of the dashboard that answers 500. */
  failing?: string | undefined;
  /** The dashboard answers every address with a page. */
  welcoming?: true | undefined;
  /** Milliseconds before the dashboard answers. */
  slow?: number | undefined;
  /** The dashboard's content security policy, in place of a good one. */
  policy?: string | undefined;
  /** The pages do not say how wide they are. */
  wide?: true | undefined;
  /** Text, type and `Cache-Control` of the dashboard's script. */
  script?: string | undefined;
  scriptType?: string | undefined;
  scriptCache?: string | undefined;
}
