/**
 * The command table: every command, argument and option, with the words of `--help`. Nothing is loaded here but commander; a command's code comes when it runs.
 */
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Exit } from '../core/errors.ts';
import { allowChoices } from './allow-choices.ts';
import type { GlobalOptions, Io } from './io.ts';
import { wrap } from './text.ts';
import { version } from './version.ts';

/** What a command file exports. */
export type Run<Options = object> = (options: GlobalOptions & Options, io: Io) => Promise<Exit>;
/** Runs a command with the options that were parsed. */
type Start = (run: () => Promise<(options: never, io: Io) => Promise<Exit>>, options: object) => Promise<void>;

const intro = 'Takes a Discord bot business from a checkout to proven production, rehearses it offline, and brings it back from disaster.';

const examples = [
  ['k77 deploy --sandbox', 'rehearse it all, without accounts'],
  ['k77 plan', 'what a deploy would change'],
  ['k77 deploy stripe', 'one phase, also named 6.1'],
  ['k77 verify --json', 'every checkbox, with evidence'],
] as const;

const talks = 'Talks to: with --sandbox nobody; otherwise only the vendors whose keys you gave. No telemetry.';
const codes =
  'Exit codes: 0 proven, 1 failed, 2 changes pending, 3 a blocker is not proved, 4 input needed, 5 locked, 6 credentials or preflight, 7 stopped half-way (run it again), 64 usage, 70 bug, 130 interrupted.';

/** @param width columns that `--help` may fill */
export function makeProgram(start: Start, width: number): Command {
  const program = new Command('k77')
    .description(intro)
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help; k77 <command> --help for one command')
    .addHelpCommand(new Command('help').argument('[command]').description('print help for a command').helpGroup('Look:'))
    .addHelpText(
      'after',
      () =>
        `\nExamples:\n${examples.map(([typed, does]) => `  ${typed.padEnd(21)} ${does}`).join('\n')}\n\n${[talks, codes].flatMap((text) => wrap(text, width)).join('\n')}`,
    )
    .showSuggestionAfterError(true)
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 20,
      helpWidth: width,
      optionDescription: (option) => option.description,
      subcommandTerm: termOf,
    })
    .exitOverride();
  globals(program);
  deployment(program, start);
  looking(program, start);
  rehearsal(program, start);
  return program;
}

/** `deploy [phase...]`: that every command has options need not be said eleven times. */
function termOf(command: Command): string {
  const shown = command.registeredArguments.map((argument) => `${argument.name()}${argument.variadic ? '...' : ''}`);
  return [
    command.name(),
    ...command.registeredArguments.map((argument, index) => (argument.required ? `<${shown[index]}>` : `[${shown[index]}]`)),
  ].join(' ');
}

function globals(program: Command): void {
  program
    .optionsGroup('Which deployment:')
    .option('--sandbox', 'rehearse: emulated vendors on this machine, nothing real')
    .addOption(
      new Option('--env <name>', 'real vendors: production (the default), or staging, which takes test keys only').choices([
        'production',
        'staging',
      ]),
    )
    .option('--dir <folder>', 'the workspace (default: the nearest folder upward with k77.json)')
    .optionsGroup('How:')
    .option('-y, --yes', 'answer confirmations with yes; never answers a question')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .option('--events', 'print one JSON object per line as things happen')
    .option('--verbose', 'say more, and show stacks')
    .optionsGroup('Sandbox only:')
    .addOption(new Option('--latency <ms>', 'delay every vendor call').argParser(milliseconds))
    .option('--faults <file>', 'inject the faults that this JSON file lists');
}

function deployment(program: Command, start: Start): void {
  program.commandsGroup('Deploy:');
  program
    .command('deploy')
    .argument('[phase...]', 'phases to deploy, 6.1 or stripe (default: all)')
    .description('make it so: ask, show the plan, apply it, prove it; again = go on')
    .option('--only <task>', 'only this task; may be repeated', collect, [])
    .option('--answers <file>', 'answers, written like k77.json')
    .option('--set <key=value>', 'one answer; may be repeated; never a secret', collect, [])
    .option('--replace <task>', 'let this task replace a secret that nobody can show again', collect, [])
    .action((phases: string[], options: object) => start(async () => (await import('./commands/deploy.ts')).run, { phases, ...options }));
  program
    .command('plan')
    .argument('[phase...]', 'phases to look at (default: all)')
    .description('show what deploy would change; writes nothing; exit 2 when something is pending')
    .option('--only <task>', 'only this task; may be repeated', collect, [])
    .action((phases: string[], options: object) => start(async () => (await import('./commands/plan.ts')).run, { phases, ...options }));
  verifying(program, start);
  moving(program, start);
  confirmations(program, start);
  program
    .command('adopt')
    .argument('[phase...]', 'phases whose things are looked for (default: all)')
    .description('find what you made by hand, and after a yes take it over; writes nothing to any vendor')
    .option('--take <survey=id>', 'say which it is, or survey=none; may be repeated', collect, [])
    .option('--answers <file>', 'answers, written like k77.json')
    .option('--set <key=value>', 'one answer; may be repeated; never a secret', collect, [])
    .action((phases: string[], options: object) => start(async () => (await import('./commands/adopt.ts')).run, { phases, ...options }));
  program
    .command('scaffold')
    .description('write bot, worker and API from the template into this folder, or bring them up to date')
    .option('--check', 'only say what is behind; exit 2 when something is')
    .option('--diff', 'print what would change in files that stand there')
    .option('--ours <path>', 'settle a conflict: keep your side; may be repeated', collect, [])
    .option('--theirs <path>', "settle a conflict: take the template's side; may be repeated", collect, [])
    .option('--answers <file>', 'answers, written like k77.json')
    .option('--set <key=value>', 'one answer; may be repeated', collect, [])
    .action((options: object) => start(async () => (await import('./commands/scaffold.ts')).run, options));
}

function verifying(program: Command, start: Start): void {
  program
    .command('verify')
    .argument('[section...]', 'sections of the checklist or phases: payments security 6.4 (default: all)')
    .description('prove the checkboxes of the guide, with evidence and a report; exit 3 when a blocker is not proved')
    .optionsGroup('What to look at:')
    .option('--only <check>', 'only this check, such as domain.caa; may be repeated', collect, [])
    .addOption(new Option('--check <check>', 'the older name of --only').argParser(collect).default([]).hideHelp())
    .option('--no-browser', 'leave out what is looked at through a browser')
    .addOption(
      new Option('--allow <what>', 'test-data or load: let checks write data of their own, or load your services; nothing: leave those out')
        .choices(allowChoices)
        .argParser(allowing)
        .default([]),
    )
    .optionsGroup('What to do with it:')
    .addOption(new Option('--fix', 'apply the tasks behind what failed again, after a yes to the plan').conflicts('watch'))
    .option('--since <run>', 'compare with this run: v-0006, last, or a date (default: the one before)')
    .addOption(new Option('--watch [minutes]', 'look again until Ctrl-C, and tell only what changes (default: 5)').argParser(minutes))
    .option('--html <file>', 'the report, for people')
    .option('--markdown <file>', 'the report, for an issue or a chat')
    .option('--junit <file>', 'the report, for CI')
    .addOption(new Option('--schedule <where>', 'write a workflow that verifies every night and keeps an issue').choices(['github']))
    .action((sections: string[], options: object) =>
      start(async () => (await import('./commands/verify.ts')).run, { sections, ...options }),
    );
}

function moving(program: Command, start: Start): void {
  program
    .command('move')
    .addArgument(new Argument('<service>', 'what moves').choices(['bot', 'worker', 'api', 'dashboard']))
    .argument('[host]', 'where to, e.g. render; k77 hosts compares them')
    .description('take a service to another host: prepared beside the first, proven, switched; again = go on')
    .option('--back', 'return to the host where it was')
    .option('--answers <file>', 'answers, written like k77.json')
    .option('--set <key=value>', 'one answer; may be repeated; never a secret', collect, [])
    .action((service: string, host: string | undefined, options: object) =>
      start(async () => (await import('./commands/move.ts')).run, { service, ...(host === undefined ? {} : { host }), ...options }),
    );
}

function confirmations(program: Command, start: Start): void {
  const by = ['--by <name>', 'who says so (needed where there is no terminal)'] as const;
  program
    .command('attest')
    .argument('<check>', 'a check that no API can see, e.g. stripe.alerts')
    .description('confirm by hand what no API shows; kept with name and expiry')
    .option(...by)
    .option('--note <text>', 'what you saw and where')
    .option('--proof <url>', 'a public page that shows it; some checks want one')
    .action((check: string, options: object) => start(async () => (await import('./commands/confirm.ts')).attest, { check, ...options }));
  program
    .command('waive')
    .argument('<check>', 'a check that you go without for now')
    .description('excuse a check until a date; it is shown as waived, never as proved')
    .option('--until <date>', 'YYYY-MM-DD, at most a year away')
    .option(...by)
    .option('--note <text>', 'why')
    .action((check: string, options: object) => start(async () => (await import('./commands/confirm.ts')).waive, { check, ...options }));
  program
    .command('accept')
    .argument('<task>', 'the task whose plan shows a difference')
    .argument('[path]', 'the property, as the plan names it (default: all that differ)')
    .description('live with a change that was made in a dashboard, until a date; deploy leaves it alone')
    .option('--until <date>', 'YYYY-MM-DD, at most a year away')
    .option(...by)
    .option('--note <text>', 'why')
    .action((task: string, path: string | undefined, options: object) =>
      start(async () => (await import('./commands/accept.ts')).run, { task, ...(path === undefined ? {} : { path }), ...options }),
    );
}

function looking(program: Command, start: Start): void {
  program.commandsGroup('Look:');
  program
    .command('status')
    .description("the guide's progress tracker, and how the money is doing")
    .action((options: object) => start(async () => (await import('./commands/status.ts')).run, options));
  program
    .command('releases')
    .description('what ran in production and when: commit, deployments, variables, prices, DNS')
    .action((options: object) => start(async () => (await import('./commands/releases.ts')).run, options));
  program
    .command('hosts')
    .argument('[host]', 'everything about one: railway (default: all of them, compared)')
    .description('where the services may run: prices, strengths, weaknesses, what you chose')
    .action((host: string | undefined, options: object) =>
      start(async () => (await import('./commands/hosts.ts')).run, { ...(host ? { host } : {}), ...options }),
    );
  program
    .command('guide')
    .description('what covers each step, setting and checkbox of the guide')
    .action((options: object) => start(async () => (await import('./commands/guide.ts')).run, options));
  costs(program, start);
  program
    .command('env')
    .addArgument(new Argument('<what>').choices(['list', 'diff', 'check']))
    .addArgument(new Argument('[with]', 'diff: the environment to compare with').choices(['production', 'staging', 'sandbox']))
    .description("the services' env files: what is in them, what differs, what is wrong")
    .action((what: string, other: string | undefined, options: object) =>
      start(async () => (await import('./commands/env.ts')).run, { what, ...(other ? { with: other } : {}), ...options }),
    );
  probing(program, start);
  program
    .command('audit')
    .argument('[folder]', 'the repository to read (default: this folder)')
    .description("read code that is there already for the faults of the guide's own; changes nothing")
    .action((folder: string | undefined, options: object) =>
      start(async () => (await import('./commands/audit.ts')).run, { ...(folder ? { folder } : {}), ...options }),
    );
  program
    .command('legal')
    .addArgument(new Argument('<what>').choices(['check']))
    .description('compare what the legal pages claim with code and settings; changes nothing; exit 1 when they contradict')
    .action((what: 'check', options: object) => start(async () => (await import('./commands/legal.ts')).run, { what, ...options }));
  program
    .command('report')
    .addArgument(new Argument('<what>').choices(['verify']))
    .argument('<file>', 'a report of k77 verify: HTML, Markdown, JUnit or JSON')
    .description('tell offline whether a report is what k77 signed, and where it stands in the history; exit 3 when not')
    .option('--key <fingerprint>', 'whose key it must be, as the sender told you')
    .action((what: 'verify', file: string, options: object) =>
      start(async () => (await import('./commands/report.ts')).run, { what, file, ...options }),
    );
  program
    .command('doctor')
    .argument('[vendor]', 'only this vendor, with its token recipe')
    .description('what this machine and your credentials lack, and what to do')
    .option('--repair-journal', 'set a broken journal aside and start a new one from what is known')
    .action((vendor: string | undefined, options: object) =>
      start(async () => (await import('./commands/doctor.ts')).run, { ...(vendor ? { vendor } : {}), ...options }),
    );
}

/** What can be measured, and who does it. Databases are named by a variable, because their addresses hold passwords; servers by their name. */
const probes = {
  mongo: async () => (await import('./commands/probe.ts')).run,
  redis: async () => (await import('./commands/probe.ts')).run,
  tls: async () => (await import('./commands/probe-tls.ts')).run,
  dns: async () => (await import('./commands/probe-dns.ts')).run,
  http: async () => (await import('./commands/probe-http.ts')).run,
  headers: async () => (await import('./commands/probe-headers.ts')).run,
};
const probesOfDatabases: readonly string[] = ['mongo', 'redis'];

function probing(program: Command, start: Start): void {
  program
    .command('probe')
    .addArgument(new Argument('<what>').choices(Object.keys(probes)))
    .argument('[target]', 'the server to measure, e.g. example.com:443; never for a database')
    .description('measure a database as the services reach it, or a server as the world does')
    .optionsGroup('A database (mongo, redis):')
    .option('--variable <NAME>', 'the variable with its address; --env NAME does as well (default: MONGODB_URI or REDIS_URL)')
    .option('--write', 'also write, read and delete one document (mongo)')
    .optionsGroup('A server (tls):')
    .option('--servername <name>', 'ask for this name, which its certificate must carry (default: the host)')
    .option('--ca <file>', 'also trust these authorities (PEM)')
    .optionsGroup('A name (dns):')
    .option('--type <type>', 'which records: A, AAAA, CAA, CNAME, MX, NS, TXT … (default: A)')
    .option('--server <address>', 'ask only this name server, 1.1.1.1 or 127.0.0.1:5533; may be repeated', collect, [])
    .optionsGroup('A website (http, headers):')
    .option('--samples <n>', 'http: how often it is timed (default: 10)')
    .option('--crawl <n>', 'http: pages that are searched for mixed content (default: 5)')
    .option('--origin <origin>', 'http: what this origin may do, https://app.example.com; may be repeated', collect, [])
    .action((what: keyof typeof probes, target: string | undefined, options: object, command: Command) => {
      if (target !== undefined && probesOfDatabases.includes(what))
        command.error(`error: a database is named by a variable, because its address holds a password; not "k77 probe ${what} ADDRESS"`);
      return start(probes[what], { what, ...(target === undefined ? {} : { target }), ...options });
    });
}

function costs(program: Command, start: Start): void {
  program
    .command('cost')
    .addArgument(new Argument('[what]', 'prices: list the price catalogue instead').choices(['prices']))
    .description('what a month costs, what it earns, when to upgrade')
    .optionsGroup('How big:')
    .option('--servers <n>', 'Discord servers')
    .option('--subscribers <n>', 'paying subscribers')
    .option('--yearly-share <share>', 'how many of them pay yearly: 20 (per cent) or 0.2')
    .addOption(new Option('--preset <size>', "one of the guide's three sizes").choices(['small', 'medium', 'large']))
    .option('--country <code>', 'country of the business: Stripe charges by it (default: US)')
    .addOption(new Option('--commercial <answer>', 'whether anybody pays for anything (default: yes)').choices(['yes', 'no']))
    .option('--usage <file>', 'usage, plans and vendors in JSON')
    .option('--live', 'measure what connected vendors can tell')
    .optionsGroup('What to see:')
    .option('--compare <host>', 'beside another host, e.g. render, fly, netlify; may be repeated', collect, [])
    .option('--chart', 'cost and profit against subscribers, drawn here')
    .option('--html <file>', 'write a page with plots')
    .option('--csv', 'print the bill as CSV')
    .option('--prices <file-or-date>', 'other prices: 2025-11 (the guide), or a file')
    .option('--budget <usd>', 'keep a budget per month, which status watches')
    .action((what: string | undefined, options: object) =>
      start(async () => (await import('./commands/cost.ts')).run, { ...(what ? { what } : {}), ...options }),
    );
}

function rehearsal(program: Command, start: Start): void {
  program.commandsGroup('Rehearse:');
  program
    .command('sandbox')
    .addArgument(new Argument('<what>').choices(['start', 'stop', 'status', 'reset', 'logs', 'kill', 'open', 'dns']))
    .argument('[name]', 'open: a host of the rehearsal, or a vendor (default: the domain); logs, kill: a service, such as bot')
    .description('the emulated vendors: they start by themselves and stop after 30 idle minutes')
    .optionsGroup('For logs of a service:')
    .option('--build', 'of its build')
    .option('--follow', 'go on until Ctrl-C')
    .optionsGroup('For dns, how late public resolvers see changes:')
    .option('--resolver <address>', '1.1.1.1, 8.8.8.8, 9.9.9.9 or 208.67.222.222 (default: all)')
    .option('--delay <seconds>', 'seconds, 0 to end it, or never')
    .option('--flush', 'let them forget what they know')
    .action((what: string, name: string | undefined, options: object) =>
      start(async () => (await import('./commands/sandbox.ts')).run, { what, ...(name ? { name } : {}), ...options }),
    );
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .description('print a completion script for your shell')
    .action((shell: string, options: object) => {
      const commands = program.commands.map(tableOf);
      return start(async () => (await import('./commands/completion.ts')).run, {
        shell,
        table: { options: optionsOf(program), commands },
        ...options,
      });
    });
}

/** A command as completion scripts and tests see it. */
export interface CommandShape {
  name: string;
  about: string;
  arguments: readonly { name: string; choices: readonly string[] }[];
  options: readonly OptionShape[];
}
export interface OptionShape {
  flag: string;
  about: string;
  takes: string | undefined;
  choices: readonly string[];
}

function tableOf(command: Command): CommandShape {
  return {
    name: command.name(),
    about: command.description(),
    arguments: command.registeredArguments.map((argument) => ({ name: argument.name(), choices: argument.argChoices ?? [] })),
    options: optionsOf(command),
  };
}

function optionsOf(command: Command): OptionShape[] {
  return command.options.map((option) => ({
    flag: option.long ?? option.flags,
    about: option.description,
    takes: option.required || option.optional ? option.name() : undefined,
    choices: option.argChoices ?? [],
  }));
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function allowing(value: string, earlier: readonly string[]): string[] {
  if (!allowChoices.some((one) => one === value)) throw new InvalidArgumentError(`Allowed choices are ${allowChoices.join(', ')}.`);
  return collect(value, earlier);
}

function minutes(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 1440)
    throw new InvalidArgumentError('Whole minutes from 1 to 1440; sections stand before it.');
  return number;
}

function milliseconds(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 60_000) throw new InvalidArgumentError('Whole milliseconds up to 60000.');
  return number;
}
