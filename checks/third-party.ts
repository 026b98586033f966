/**
 * Integrations · services besides those that k77 deploys with: YouTube, Twitch, a translation API, and whatever else the env files name. None of them has to be used.
 */
import { type AnyCheck, type CheckContext, check, type Verdict } from '../src/core/check.ts';
import { type Key, keys, nameOf } from '../src/core/keys.ts';
import type { Clock } from '../src/core/ports.ts';
import { type EnvEntry, envEntries } from '../src/legal/env-entries.ts';
import { internet } from '../src/vendors/internet.ts';
import { attestable } from './attestable.ts';
import { type Read, readDeepl, readGoogleTranslate, readTwitch, readYoutube } from './third-party-reads.ts';
import { judge, unknown } from './verdict.ts';

const youtube = check({
  id: 'integrations.youtube',
  section: 'Integrations',
  phase: '6.5',
  title: 'YouTube takes the key of the bot, if it has one',
  guide: ['post#123'],
  weight: 'warning',
  uses: [internet],
  needs: [],
  tolerates: ['YOUTUBE_API_KEY'],
  async probe(context) {
    const key = context.values.YOUTUBE_API_KEY?.reveal();
    if (!key) return notUsed('YouTube', 'when a feature of yours needs one: YOUTUBE_API_KEY into .k77/credentials, then k77 deploy 6.5');
    return verdictOf(context, await readYoutube(context, key), 'https://console.cloud.google.com/apis/credentials', 'YOUTUBE_API_KEY');
  },
});

const twitch = check({
  id: 'integrations.twitch',
  section: 'Integrations',
  phase: '6.5',
  title: 'Twitch takes the client of the bot, if it has one',
  guide: ['post#123'],
  weight: 'warning',
  uses: [internet],
  needs: [],
  tolerates: ['TWITCH_CLIENT_ID', 'TWITCH_CLIENT_SECRET'],
  async probe(context) {
    const { TWITCH_CLIENT_ID: client, TWITCH_CLIENT_SECRET: secret } = context.values;
    if (!client && !secret)
      return notUsed(
        'Twitch',
        'when a feature of yours needs it: TWITCH_CLIENT_ID into k77.json, TWITCH_CLIENT_SECRET into .k77/credentials, then k77 deploy 6.5',
      );
    if (!client || !secret)
      return judge(context, {
        wrong: [`${client ? 'TWITCH_CLIENT_SECRET' : 'TWITCH_CLIENT_ID'} is missing: one is of no use without the other`],
        saw: '',
        want: 'client and secret, or neither',
        from: 'your answers',
        fix: 'k77 deploy 6.5 asks for what is missing; https://dev.twitch.tv/console/apps shows it',
      });
    return verdictOf(
      context,
      await readTwitch(context, client, secret.reveal()),
      'https://dev.twitch.tv/console/apps',
      'TWITCH_CLIENT_SECRET',
    );
  },
});

/** Names under which the clients of these services look for their keys. */
const translators: readonly { names: RegExp; read: (context: CheckContext, key: string) => Promise<Read>; page: string }[] = [
  { names: /^DEEPL_(API|AUTH)_KEY$/, read: readDeepl, page: 'https://www.deepl.com/your-account/keys' },
  {
    names: /^GOOGLE_(CLOUD_)?TRANSLAT(E|ION)_(API_)?KEY$/,
    read: readGoogleTranslate,
    page: 'https://console.cloud.google.com/apis/credentials',
  },
];
const translating = /TRANSLAT|DEEPL/;

const translation = check({
  id: 'integrations.translation',
  section: 'Integrations',
  phase: '6.5',
  title: 'The translation service takes the key of the bot, if it has one',
  guide: ['post#124'],
  weight: 'warning',
  uses: [internet],
  needs: [],
  attestable: attestable('integrations.translation'),
  async probe(context) {
    const found = (await strangers(context)).filter(({ name }) => translating.test(name));
    if (found.length === 0)
      return notUsed(
        'a translation service',
        'nothing in the generated bot translates; a feature of yours brings its own key in the env file of the bot',
      );
    for (const { name, value } of found) {
      const known = translators.find(({ names }) => names.test(name));
      if (known) return verdictOf(context, await known.read(context as CheckContext, value), known.page, name);
    }
    return unknown(
      `k77 does not know the service behind ${namesOf(found)}: translate something with the bot, then k77 attest integrations.translation`,
    );
  },
});

const placeholder = /^(change[-_ ]?me|your[-_ ].*|xxx+|todo|replace.*|example|placeholder|<.*>|…|\.\.\.)$/i;

const others = check({
  id: 'integrations.other',
  section: 'Integrations',
  phase: '6.5',
  title: 'Every other service that the env files name has been tried',
  guide: ['post#125'],
  weight: 'warning',
  uses: [],
  needs: [],
  attestable: attestable('integrations.other'),
  async probe(context) {
    const found = (await strangers(context)).filter(({ name }) => !translating.test(name));
    const empty = found.filter(({ value }) => placeholder.test(value));
    if (found.length > 0 && empty.length === 0)
      return unknown(
        `k77 does not know what these are for: ${namesOf(found)}. Use each feature behind them once, then k77 attest integrations.other`,
      );
    return judge(context, {
      wrong: empty.map(({ name, path, value }) => `${name} in ${path} still says ${value}`),
      saw: 'the env files hold nothing but what k77 knows; no other service has a key here',
      want: 'no variable besides those that k77 knows, or a person who has tried what is behind it',
      from: 'the names in the env files against the table of values (k77 env diff)',
      fix: 'put the real value into the env file, or delete the line, then k77 deploy',
    });
  },
});

type Looking = Pick<CheckContext, 'envFiles' | 'files'>;

const ownNames: ReadonlySet<string> = new Set((Object.keys(keys) as Key[]).flatMap((key) => [key, nameOf(key)]));
/** What services and runtimes read besides: they lead to nobody else. */
const house =
  /^(PORT|HOST|NODE_ENV|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|LOG_LEVEL|LOG_FORMAT|TZ|REPLICAS|VERSION|SHARD_\w+|TOTAL_SHARDS|HEARTBEAT_\w+|TRUST_PROXY|PREVIEW_\w+|NEXT_TELEMETRY_DISABLED|PYTHON\w+|CACHE_\w+|JWT_SECRET_PREVIOUS|DISCORD_API_BASE|STRIPE_API_BASE)$/;

/** Lines of the env files that no key of k77 explains; a value that looks like the reader's own is never shown. */
async function strangers({ envFiles, files }: Looking): Promise<EnvEntry[]> {
  const paths = (await envFiles()).flatMap(({ path, exists }) => (exists ? [path] : []));
  const texts = await Promise.all(paths.map(async (path) => [path, (await files.read(path)) ?? ''] as const));
  return envEntries(new Map(texts)).filter(({ name }) => !ownNames.has(name) && !house.test(name));
}

function namesOf(found: readonly EnvEntry[]): string {
  return [...new Set(found.map(({ name, path }) => `${name} (${path})`))].slice(0, 10).join(', ');
}

function notUsed(what: string, instead: string): Verdict {
  return { state: 'impossible', why: `not used: the bot has no key for ${what}`, instead };
}

function verdictOf(context: { clock: Clock }, read: Read, page: string, name: string): Verdict {
  if (read.unseen) return unknown(`${read.unseen}; try again later`);
  return judge(context, {
    wrong: [read.wrong],
    saw: read.saw ?? '',
    want: `an answer to one read with ${name}`,
    from: read.from,
    fix: `look at the key at ${page}: deleted, restricted to other addresses, or its API not enabled? Put a new one into .k77/credentials or the env file, then k77 deploy 6.5`,
  });
}

export const thirdParty: readonly AnyCheck[] = [youtube, twitch, translation, others];
