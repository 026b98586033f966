import { ApplicationCommandOptionType } from 'discord.js';
import { cancelDeletion, requestDeletion, requestExport } from '../features/privacy-requests.ts';
import type { Call, Command } from '../registry/command.ts';
import type { BotTools } from '../tools.ts';

const subcommand = (name: string, description: string) => ({ type: ApplicationCommandOptionType.Subcommand as const, name, description });

export const command: Command = {
  data: {
    name: 'privacy',
    description: 'Your data: get a copy, or have it deleted',
    options: [
      subcommand('export', 'Get a copy of what is stored about you'),
      subcommand('delete', 'Have what is stored about you deleted'),
      subcommand('keep', 'Change your mind about a deletion that has not run yet'),
    ],
  },
  async run(call, tools) {
    const [, what = ''] = call.words;
    const answer = answers[what];
    return answer === undefined ? 'Choose export, delete or keep.' : answer(call, tools);
  },
};

const answers: Readonly<Record<string, (call: Call, tools: BotTools) => Promise<string>>> = {
  async export({ userId }, tools) {
    const page = `<${tools.env.DASHBOARD_URL}/account/privacy>`;
    const answer = await requestExport(userId, tools);
    switch (answer.kind) {
      case 'opened':
        return `Your copy is being made. Log in and fetch it here, in a few minutes: ${page}`;
      case 'waiting':
        return `Your copy is being made already. It will be here: ${page}`;
      case 'ready':
        return `Your copy is ready: ${page}`;
      case 'too soon':
        return `You got a copy lately. The next one can be made <t:${Math.floor(answer.again.getTime() / 1000)}:R>.`;
      case 'away':
        return 'This cannot be done at the moment. Try again later.';
    }
  },
  async delete({ userId }, tools) {
    const { kind, runsAt } = await requestDeletion(userId, tools);
    const day = `<t:${Math.floor(runsAt.getTime() / 1000)}:D>`;
    if (kind === 'already') return `Your data will be deleted on ${day}, as you asked before. \`/privacy keep\` stops that.`;
    return [
      `Your data will be deleted on ${day}. Until then \`/privacy keep\` stops that.`,
      'A subscription that still runs is cancelled then. What tax law asks us to keep is kept without your name.',
    ].join('\n');
  },
  async keep({ userId }, tools) {
    return (await cancelDeletion(userId, tools)) ? 'Your data will not be deleted.' : 'No deletion is waiting.';
  },
};
