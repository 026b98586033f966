/**
 * The text of `k77 --help`, made by commander from the command table. The build keeps it, so that asking for it costs nothing.
 */
import { makeProgram } from './program.ts';

export function helpText(width: number): string {
  let text = '';
  const program = makeProgram(async () => {}, width);
  program.configureOutput({ writeOut: (piece) => (text += piece), getOutHelpWidth: () => width }).outputHelp();
  return text;
}
