import type { Command } from '../registry/command.ts';

export const command: Command = {
  data: { name: 'ping', description: 'Whether the bot is there, and how fast' },
  async run({ gatewayMs, askedAt }, { clock }) {
    const answerMs = Math.max(0, clock.now().getTime() - askedAt.getTime());
    return `Pong! Gateway ${gatewayMs} ms, answer ${answerMs} ms.`;
  },
};
