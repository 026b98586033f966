import type { BrowserMischief } from '../../checks/broken-browser.ts';

/** What the services behind the names do wrong; nothing when empty. */
export interface Mischief {
  /** What strangers asked of the API in this minute; a new minute begins when it is taken away. */
  strangers?: { began: number; count: number } | undefined;
  /** What a browser sees wrong. */
  browser?: BrowserMischief | undefined;
  /** The pages do not link to the status page; the link lets it reach back. */
  status?: 'unlinked' | 'open' | undefined;
  /**
   * The pages that sell and explain: one is missing · the landing page has the title that a tool gave it, and no picture · nothing is said of features · another monthly
   * price · a command is forgotten · they invite another application · no address to write to · no link to the support server.
   */
  site?:
    | {
        missing?: string;
        untitled?: true;
        features?: 'none';
        price?: string;
        forgets?: string;
        invites?: string;
        mute?: true;
        unlinked?: true;
      }
    | undefined;
  /** The API describes nothing, itself wrongly, or a route that it has not; it shows no page of it. */
  describes?: 'nothing' | 'too much' | 'no page' | undefined;
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
  /** Milliseconds before the API answers. */
  slowApi?: number | undefined;
  /** What the API does when many ask at once: it fails every third · a wall in front of it turns every second away. */
  crowded?: 'fails' | 'turnsAway' | undefined;
  /** The dashboard's content security policy, in place of a good one. */
  policy?: string | undefined;
  /** The pages do not say how wide they are. */
  wide?: true | undefined;
  /** Text, type and `Cache-Control` of the dashboard's script. */
  script?: string | undefined;
  scriptType?: string | undefined;
  scriptCache?: string | undefined;
  /**
   * The legal pages: one is missing, a clause is dropped, a link at the foot of the pages is missing (`settings`: that to the cookie settings), clauses claim more, one
   * claim is left out, words are added, the business is not named.
   */
  legal?:
    | {
        missing?: string;
        dropped?: string;
        unlinked?: string;
        claims?: Readonly<Record<string, readonly string[]>>;
        unclaimed?: string;
        text?: string;
        nameless?: true;
      }
    | undefined;
  /**
   * Requests about data: `refused` · `slow`: deletions wait too long · `never`: nothing carries them out · `kept`: something stays in the database · `customer`: something
   * stays at Stripe · `loggedIn`: whoever asked stays logged in.
   */
  privacy?: 'refused' | 'slow' | 'never' | 'kept' | 'customer' | 'loggedIn' | undefined;
  /** What the API takes from a person who is logged in although somebody else may have had it sent: from pages `elsewhere`, without `token`, any `form`. */
  forgery?: 'elsewhere' | 'token' | 'form' | undefined;
  /**
   * Errors on purpose: `unknown`: the API knows no such thing · `silent`: the service does not answer · `untold`: they arrive nowhere · `leaky`: with a secret in them ·
   * `chatty`: as if they were none · `mute`: the services report to nobody · `nameless`: without release and environment.
   */
  errors?: 'unknown' | 'silent' | 'untold' | 'leaky' | 'chatty' | 'mute' | 'nameless' | undefined;
  /** The service whose errors these are; absent: every one's. */
  errorsOf?: string | undefined;
}
