/**
 * post#146: the bot in directories. Their forms are filled in by people; k77 writes what goes in, and a person says when it is there.
 */
import type { Values } from '../../core/keys.ts';
import { type Context, notWanted, task } from '../../core/task.ts';
import { readSection } from '../site-config.ts';
import { wordsIn } from './answers.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type ListedCommand, listingText } from './listing-text.ts';

export const listingFile = 'docs/listing.md';
const noListing = 'no directory was chosen (listings)';

interface Texts {
  /** Everything that the answers say; what the bot can do is read from the project. */
  about: Omit<Parameters<typeof listingText>[0], 'commands' | 'giveaways'>;
  upToDate: boolean;
  text?: string | undefined;
}

export const listingTexts = task({
  id: 'legal.listing-texts',
  guide: ['post#146'],
  title: 'Write the texts for directories of bots',
  uses: [],
  needs: ['project', 'domain', 'DISCORD_CLIENT_ID', 'monthlyPrice', 'currency'],
  tolerates: ['listings'],
  want: (values) => {
    const { project, domain, DISCORD_CLIENT_ID: clientId, monthlyPrice: monthly, currency } = values;
    const directories = wordsIn((values as Partial<Values>).listings);
    if (directories.length === 0) return notWanted(noListing);
    return { about: { project, domain, clientId, monthly, currency, directories }, upToDate: true } as Texts;
  },
  async read(context, { about }): Promise<Texts | undefined> {
    const text = await context.files.read(listingFile);
    if (text === undefined) return undefined;
    return { about, upToDate: text === (await textFor(context, about)), text };
  },
  async apply(context, { about }): Promise<Texts> {
    const text = await textFor(context, about);
    await context.files.write(listingFile, text);
    return { about, upToDate: true, text };
  },
  undo: (context) => context.files.remove(listingFile),
  gives: { BOT_LISTING: ({ text }: Texts) => text && fingerprintOf(text) },
});

async function textFor(context: Pick<Context, 'files'>, about: Texts['about']): Promise<string> {
  const features = (await readSection(context, 'features')) as { giveaways?: boolean } | undefined;
  const giveaways = features?.giveaways ?? true;
  const all = commandsIn(await context.files.read('docs/commands.json'));
  const commands = all.filter(({ feature }) => feature === undefined || feature === null || (feature === 'giveaways' && giveaways));
  return listingText({ ...about, giveaways: giveaways && commands.some(({ name }) => name === 'giveaway'), commands });
}

type Known = ListedCommand & { feature?: string | null };

function commandsIn(text: string | undefined): readonly Known[] {
  try {
    const { commands } = JSON.parse(text ?? '{}') as { commands?: Known[] };
    return Array.isArray(commands) ? commands : [];
  } catch {
    return [];
  }
}

export const listings = task({
  id: 'legal.listings',
  guide: ['post#147', 'post#148', 'post#149', 'post#150'],
  title: 'Enter the bot in directories',
  uses: [],
  needs: ['DASHBOARD_DEPLOYED'],
  tolerates: ['listings', 'BOT_LISTING'],
  want: (values) => {
    const directories = wordsIn((values as Partial<Values>).listings);
    return directories.length === 0 ? notWanted(noListing) : { directories };
  },
  read: async () => undefined,
  apply: async (_context, want) => want,
  undo: { never: 'an entry in a directory is taken back on its own page, by whoever made it' },
  gives: {},
  byHand: {
    open: () => 'https://top.gg/bot/new',
    steps: ({ directories }) => [
      `${listingFile} holds every text; its last lines say where each form is: ${(directories as readonly string[]).join(', ')}`,
      'Log in there with Discord as the owner of the bot, paste the texts, send the form',
      'Each directory looks at the bot before it lists it: leave it online',
      'Once it is listed everywhere: k77 attest bot.listings',
    ],
    proof: { nothing: 'the directories show a new bot in no API before it is listed', attest: 'bot.listings' },
  },
});
