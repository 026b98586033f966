import type { EraseStep, ExportStep } from '@k77/core';

/** Carries out the plans of `@k77/core`'s privacy over whatever collections there are. */
export interface UserData {
  /** Documents by collection, without the fields that the plan leaves out; lists of people hold only the one who asks. */
  export(steps: readonly ExportStep[]): Promise<Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>;
  /** How many documents each step touched, by collection. Doing it twice does no harm. */
  erase(steps: readonly EraseStep[]): Promise<Readonly<Record<string, number>>>;
  purgeGuild(guildId: string, plan: readonly { collection: string; field: string }[]): Promise<number>;
}
