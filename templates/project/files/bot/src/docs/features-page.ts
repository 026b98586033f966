/** `docs/features.md`, from the list of features, the site's configuration and what carries a feature's name. */
import { parseSiteConfig, type SiteConfig } from '@k77/config';
import { GatewayIntentBits } from 'discord.js';
import { type Feature, features } from '../features.ts';
import type { Everything } from '../registry/registry.ts';
import { page, table } from './markdown.ts';

export function featuresPage(everything: Everything): string {
  const site = delivered();
  return page(
    'Features',
    'bot/src/features.ts and packages/config/src/site-schema.ts',
    'A feature is on when `features` in `site.config.json` says so and the variables that it needs are set. While it is off its commands, buttons and events are left out, and `npm run deploy:commands` takes its commands from Discord.',
    table(
      ['Feature', 'Name in site.config.json', 'As delivered', 'Needs'],
      features.map(({ name, title, keys }) => [
        title,
        `\`features.${name}\``,
        site.features[name] ? 'on' : 'off',
        [...keys].join(', ') || 'nothing',
      ]),
    ),
    ...features.map((feature) => section(feature, everything)),
    '## Always on',
    always(everything),
    '## Limits of giveaways',
    'As delivered; `giveaways` in `site.config.json` changes them.',
    limits(site),
    '## What the bot asks Discord for',
    'Only these intents. Features that are off ask for none.',
    intents(everything),
    '## Adding your own',
    adding,
  );
}

/** What holds where `site.config.json` says nothing; the page must not change with somebody's project. */
function delivered(): SiteConfig {
  const address = 'name@example.com';
  const mailboxes = { support: address, contact: address, privacy: address, billing: address, emergency: address };
  return parseSiteConfig({ project: 'Example', domain: 'example.com', mailboxes });
}

function section({ name, title, about }: Feature, { commands, components, events }: Everything): string {
  const mine = <T extends { feature?: string }>(list: readonly T[]) => list.filter(({ feature }) => feature === name);
  const parts = [
    ...mine(commands).map(({ data }) => `- command \`/${data.name}\``),
    ...mine(components).map(({ name: button }) => `- button \`${button}\``),
    ...mine(events).map(({ on }) => `- event \`${on}\``),
  ];
  return [`## ${title}`, about, parts.length === 0 ? 'It has no commands, buttons or events.' : parts.join('\n')].join('\n\n');
}

function always({ commands, events }: Everything): string {
  return [
    ...commands.filter(({ feature }) => feature === undefined).map(({ data }) => `- command \`/${data.name}\`: ${data.description}`),
    ...events.filter(({ feature }) => feature === undefined).map(({ on }) => `- event \`${on}\``),
  ].join('\n');
}

function limits({ giveaways: { free, premium } }: SiteConfig): string {
  const row = (what: string, key: keyof typeof free) => [what, String(free[key]), String(premium[key])];
  return table(
    ['Limit', 'Free', 'Premium'],
    [row('Running at the same time', 'running'), row('Winners', 'winners'), row('Days', 'days'), row('People who take part', 'entrants')],
  );
}

const privileged: readonly number[] = [GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildPresences, GatewayIntentBits.MessageContent];

function intents({ events }: Everything): string {
  const asked = events.flatMap(({ intents: wanted = [], feature }) => wanted.map((intent) => ({ intent, feature })));
  const rows = asked.map(({ intent, feature }) => [
    GatewayIntentBits[intent] ?? String(intent),
    feature === undefined ? 'always' : `\`features.${feature}\``,
    privileged.includes(intent) ? 'yes: switch it on in the developer portal, Bot' : 'no',
  ]);
  return table(['Intent', 'For', 'Privileged'], [['Guilds', 'always', 'no'], ...rows]);
}

const adding = [
  '1. A command: a file in `bot/src/commands/` that exports `command`. It gets what was typed as plain data and returns the answer.',
  '2. A button or menu: a file in `bot/src/components/` that exports `component`.',
  '3. An event: a file in `bot/src/events/` that exports `event`. Name the intents that it needs; the bot then asks for them.',
  '4. Work that takes longer or happens later: a job in `packages/queue/src/jobs.ts` and its processor in `worker/src/processors/`.',
  '5. Data: a repository in `packages/data`, its index in `wanted-indexes.ts`, and an entry in `packages/config/src/data-map.ts` when it is about people.',
  '',
  'Giveaways are the example to copy. Do not keep anything in the memory of a process that must survive it, and do not rely on the caches of discord.js: they are limited in `bot/src/client.ts`, and empty after a session was taken up from another process.',
  '',
  'Then run `npm run docs`, `npm test` and `npm run deploy:commands`.',
].join('\n');
