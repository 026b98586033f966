/**
 * Parses, runs one command, prints its error if there is one, and says with which code to leave.
 */
import { CommanderError } from 'commander';
import { type Exit, exits, OperatorError } from '../core/errors.ts';
import { printError } from './errors.ts';
import { guarded } from './guarded.ts';
import { type GlobalOptions, type Host, makeIo, widthOf } from './io.ts';
import { makeProgram } from './program.ts';

const defaults = { sandbox: false, env: 'production', yes: false, json: false, events: false, verbose: false } as const;

export async function commandLine(host: Host): Promise<Exit> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  host.on('SIGINT', onSignal);
  host.on('SIGTERM', onSignal);
  try {
    return await parse(host, stop);
  } finally {
    host.off('SIGINT', onSignal);
    host.off('SIGTERM', onSignal);
  }
}

async function parse(host: Host, stop: AbortController): Promise<Exit> {
  let exit: Exit = exits.proven;
  const width = widthOf(host.stdout);
  const program = makeProgram(async (load, own) => {
    const options: GlobalOptions = { ...defaults, ...program.opts(), ...own };
    exit = await guarded(makeIo(host, options, stop), options, load as never);
  }, width);
  const output = { writeOut: (text: string) => void host.stdout.write(text), writeErr: () => {}, getOutHelpWidth: () => width };
  program.configureOutput(output);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    if (host.argv.length <= 2) {
      program.configureOutput({ ...output, writeOut: (text) => void host.stderr.write(text) }).outputHelp();
      return exits.usage;
    }
    await program.parseAsync(withVariable(host.argv));
    return exit;
  } catch (error) {
    return refuse(host, error, stop);
  }
}

/** `k77 probe mongo --env MONGODB_URI`: a name in capitals is a variable, and no deployment is called like that. */
function withVariable(argv: readonly string[]): string[] {
  if (!argv.slice(2).includes('probe')) return [...argv];
  return argv.map((word, index) => (word === '--env' && /^[A-Z][A-Z0-9_]*$/.test(argv[index + 1] ?? '') ? '--variable' : word));
}

/** Help and version end commander by an exception, and so does everything that it cannot parse. */
async function refuse(host: Host, error: unknown, stop: AbortController): Promise<Exit> {
  if (error instanceof CommanderError && error.exitCode === 0) return exits.proven;
  const words = host.argv.slice(2);
  const options = { json: words.includes('--json'), events: words.includes('--events'), verbose: words.includes('--verbose') };
  return printError(error instanceof CommanderError ? inOurWords(error) : error, makeIo(host, options, stop), options);
}

function inOurWords(error: CommanderError): OperatorError {
  const [what = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const [, typed, choices] = /^(?:command-argument|option) .*?'?([^' ]+)'? is invalid.*Allowed choices are (.*)\.$/.exec(what) ?? [];
  if (choices) return new OperatorError({ what: `"${typed}" will not do`, fix: `one of ${choices}`, exit: exits.usage });
  const meant = hint?.replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1?');
  const fix = meant ?? 'k77 --help lists commands and options; k77 <command> --help those of one';
  return new OperatorError({ what: what.replace(/\.$/, ''), fix, exit: exits.usage });
}
