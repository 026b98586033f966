/** What directories of bots are told: made from what the project says of itself, so that no listing promises what the bot does not do. */
export interface ListedCommand {
  name: string;
  about: string;
}

export interface Listing {
  project: string;
  domain: string;
  clientId: string;
  /** USD, as answered: 9.99. */
  monthly: string;
  currency: string;
  giveaways: boolean;
  commands: readonly ListedCommand[];
  directories: readonly string[];
}

const forms: Readonly<Record<string, { page: string; notes: string }>> = {
  'top.gg': {
    page: 'https://top.gg/bot/new',
    notes: 'Log in with Discord; a person looks at the bot before it is listed, so it must be online.',
  },
  'discord.bots.gg': {
    page: 'https://discord.bots.gg/bots/new',
    notes: 'Log in with Discord; a person looks at the bot before it is listed.',
  },
  'discordbotlist.com': {
    page: 'https://discordbotlist.com/bots/submit',
    notes: 'Log in with Discord; commands can be added to the page afterwards.',
  },
};

export function listingText(listing: Listing): string {
  const { project, domain, clientId, directories } = listing;
  const rows: readonly (readonly [string, string])[] = [
    ['Application id', clientId],
    ['Prefix', '/ (slash commands)'],
    ['Invite', `https://discord.com/oauth2/authorize?client_id=${clientId}`],
    ['Website', `https://${domain}`],
    ['Support', `https://${domain}/support`],
    ['Terms of service', `https://${domain}/legal/terms`],
    ['Privacy policy', `https://${domain}/legal/privacy`],
    ['Tags', ['Utility', ...(listing.giveaways ? ['Giveaways', 'Fun'] : []), 'Dashboard'].join(', ')],
  ];
  return [
    `# ${project} in directories`,
    '',
    '<!-- Made by k77 from the answers and docs/commands.json. Changes made here are overwritten. -->',
    '',
    'Copy these into the forms. They say only what the bot does.',
    '',
    '| Field | Text |',
    '| --- | --- |',
    ...rows.map(([field, text]) => `| ${field} | ${text} |`),
    '',
    '## Short description',
    '',
    shortText(listing),
    '',
    '## Long description',
    '',
    ...longText(listing),
    '',
    '## Where',
    '',
    ...directories.map((name) => `- ${name}: ${forms[name]?.page ?? `https://${name}`} (${forms[name]?.notes ?? 'log in with Discord'})`),
    '',
  ].join('\n');
}

/** At most 120 characters: no directory takes fewer. */
export function shortText({ project, giveaways }: Pick<Listing, 'project' | 'giveaways'>): string {
  const text = giveaways
    ? 'Giveaways by slash command, with a web dashboard and Premium for servers.'
    : 'Slash commands, a web dashboard, and Premium for servers.';
  const whole = `${project}: ${text}`;
  return whole.length <= 120 ? whole : text;
}

function longText({ project, domain, monthly, currency, giveaways, commands }: Listing): string[] {
  return [
    `${project} is a Discord bot with a dashboard at https://${domain}. ${giveaways ? 'It starts giveaways in your channels, takes part by a button and draws the winners when the time is over.' : 'Everything is set up on the dashboard or by a command.'}`,
    '',
    'Commands:',
    '',
    ...commands.map(({ name, about }) => `- \`/${name}\`: ${about}`),
    '',
    `The bot is free. Premium for a server costs ${monthly} ${currency.toUpperCase()} a month, raises its limits, and can be cancelled at any time on the dashboard; refunds follow https://${domain}/legal/refund.`,
    '',
    'It does not read the messages of your server. With /privacy everybody gets a copy of their data or has it deleted.',
  ];
}
