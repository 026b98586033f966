/**
 * Services and integrations · the commands of the bot: Discord knows them, and people are answered.
 */
import { Routes } from 'discord.js';
import { type AnyCheck, check } from '../src/core/check.ts';
import type { Files } from '../src/core/ports.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { at } from '../src/phases/6.5-bot/hosted-service.ts';
import { discord } from '../src/vendors/discord.ts';
import { attestable } from './attestable.ts';
import { saidIn } from './bot-log.ts';
import { pageOf, pairNeeds, runningOf } from './hosting-seen.ts';
import { judge, unknown } from './verdict.ts';

/** Made by the generated project from its own commands. */
const listed = 'docs/commands.json';

const synced = check({
  id: 'bot.commands-synced',
  section: 'Integrations',
  phase: '6.5',
  title: 'Discord shows every command of the bot, in all servers',
  guide: ['6.5/4', 'post#027', 'post#114'],
  weight: 'blocker',
  uses: [discord],
  needs: ['DISCORD_TOKEN', 'DISCORD_CLIENT_ID'],
  async probe(context) {
    const there = (await context.client(discord).get(Routes.applicationCommands(context.values.DISCORD_CLIENT_ID))) as { name: string }[];
    const names = there.map(({ name }) => name);
    const wanted = await commandsIn(context.files);
    const missing = (wanted ?? []).filter((name) => !names.includes(name));
    return judge(context, {
      wrong: [
        names.length === 0 && 'Discord knows no command of this application',
        names.length > 0 && missing.length > 0 && `Discord does not know /${missing.join(', /')}`,
      ],
      saw: `/${names.sort().join(', /')}`,
      want: wanted ? `/${wanted.join(', /')} (${listed}, without features that are off)` : 'at least one command',
      from: 'Discord GET /applications/{id}/commands',
      fix: 'k77 deploy 6.5: the commands are registered before each deployment of the bot (npm run deploy:commands); its build log says why not',
    });
  },
});

/** Names of the commands that are on; undefined where the code has no such list. */
async function commandsIn(files: Pick<Files, 'read'>): Promise<readonly string[] | undefined> {
  const [list, site] = await Promise.all([files.read(listed), files.read('site.config.json')]);
  if (list === undefined) return undefined;
  const { commands = [] } = parsed<{ commands?: { name: string; feature?: string | null }[] }>(list);
  const { features = {} } = parsed<{ features?: Record<string, boolean> }>(site ?? '{}');
  return commands.filter(({ feature }) => !feature || features[feature] !== false).map(({ name }) => name);
}

function parsed<T extends object>(text: string): Partial<T> {
  try {
    return JSON.parse(text) as T;
  } catch {
    return {};
  }
}

/** What the template logs when somebody asked and got no right answer. */
const unanswered = ['an interaction failed', 'an interaction could not be answered'];

const answer = check({
  id: 'bot.commands-answer',
  section: 'Testing',
  phase: '6.5',
  title: 'Somebody has used a command and was answered, and no command failed',
  guide: ['6.5/6', '6.5#014', 'post#026', 'post#100', 'rollback#001'],
  weight: 'warning',
  uses: hostVendors('bot'),
  needs: pairNeeds,
  attestable: attestable('bot.commands-answer'),
  async probe(context) {
    const { values } = context;
    const { host, place, id } = at('bot', values);
    const { current } = await runningOf(context, 'bot');
    const log = current ? await host.api.logs(context, place, id, current.id, 'run', 1000) : [];
    const failed = saidIn(log).filter(({ msg }) => unanswered.includes(msg));
    if (failed.length === 0) return unknown('type /ping and /help in a server of the bot; when it answers: k77 attest bot.commands-answer');
    const which = [...new Set(failed.map(({ fields }) => (typeof fields.command === 'string' ? fields.command : 'a command')))];
    return judge(context, {
      wrong: [`${failed.length} times not answered since this deployment: ${which.slice(0, 5).join(', ')}`],
      saw: '',
      want: 'no command that failed',
      from: `the log of the bot at ${host.title}`,
      fix: `find "${failed.at(-1)?.msg}" in the log (${pageOf('bot', values)}); it says why, with a reference that the person was shown`,
    });
  },
});

export const botCommands: readonly AnyCheck[] = [synced, answer];
