/**
 * pino's thread for the Discord webhook. A default export is what pino loads.
 */
import build from 'pino-abstract-transport';
import type { LogLine } from './discord-batch.ts';
import { DiscordSender, type SenderOptions } from './discord-sender.ts';

// biome-ignore lint/style/noDefaultExport: pino's contract for transports
export default function discordTransport(options: SenderOptions) {
  const sender = new DiscordSender(options);
  return build(
    async (lines: AsyncIterable<LogLine>) => {
      // `told`: the same is told there in other words.
      for await (const line of lines) if (line.told !== true) sender.add(line);
    },
    { close: () => sender.close() },
  );
}
