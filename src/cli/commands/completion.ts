/**
 * `k77 completion <shell>`: a script for the shell, made from the command table and the catalogue.
 */
import { catalogue } from '../../catalogue.ts';
import type { Catalogue } from '../../core/catalogue.ts';
import { type Exit, exits } from '../../core/errors.ts';
import { vendorIds } from '../../core/vendor.ts';
import { hosts } from '../../hosts/hosts.ts';
import type { GlobalOptions, Io } from '../io.ts';
import type { CommandShape, OptionShape } from '../program.ts';
import { sectionsOf, unknown, wordOf } from '../scope.ts';

export interface Table {
  options: readonly OptionShape[];
  commands: readonly CommandShape[];
}

export async function run(options: GlobalOptions & { shell: string; table: Table }, io: Io): Promise<Exit> {
  const scripts: Record<string, (table: Table, words: Words) => string> = { bash, zsh, fish };
  const script = scripts[options.shell] ?? unknown('shell', options.shell, Object.keys(scripts));
  io.raw(script(options.table, wordsOf(catalogue)));
  return exits.proven;
}

/** What may stand for an argument or the value of an option, by its name. `files` and `folders` are the shell's business. */
export type Words = Readonly<Record<string, readonly string[] | 'files' | 'folders'>>;

export function wordsOf(known: Catalogue): Words {
  const tasks = known.phases.flatMap((phase) => phase.tasks.map((task) => task.id));
  return {
    phase: known.phases.flatMap((phase) => [phase.number, phase.id]),
    section: sectionsOf(known).map(wordOf),
    check: known.checks.filter((check) => check.attestable).map((check) => check.id),
    vendor: known.vendors.length > 0 ? known.vendors.map((vendor) => vendor.id) : vendorIds,
    only: tasks,
    task: tasks,
    host: hosts.map(({ id }) => id),
    replace: tasks,
    answers: 'files',
    faults: 'files',
    dir: 'folders',
  };
}

function argumentsOf(command: CommandShape, words: Words): readonly string[] {
  return command.arguments.flatMap(({ name, choices }) => {
    const found = choices.length > 0 ? choices : (words[name] ?? []);
    return typeof found === 'string' ? [] : found;
  });
}

function valuesOf(option: OptionShape, words: Words): readonly string[] | 'files' | 'folders' {
  return option.choices.length > 0 ? option.choices : (words[option.takes ?? ''] ?? []);
}

function bash({ options, commands }: Table, words: Words): string {
  const flags = (all: readonly OptionShape[]) => all.map((option) => option.flag).join(' ');
  const taking = [...options, ...commands.flatMap((command) => command.options)].filter((option) => option.takes);
  const values = [...new Map(taking.map((option) => [option.flag, option])).values()].map((option) => {
    const found = valuesOf(option, words);
    const reply =
      found === 'files'
        ? 'compgen -f -- "$word"'
        : found === 'folders'
          ? 'compgen -d -- "$word"'
          : `compgen -W "${found.join(' ')}" -- "$word"`;
    return `    ${option.flag}) COMPREPLY=($(${reply})); return ;;`;
  });
  const cases = commands.map(
    (command) => `    ${command.name}) words="${[...argumentsOf(command, words), flags(command.options)].join(' ').trim()}" ;;`,
  );
  return `# k77 completion for bash: eval "$(k77 completion bash)"
_k77() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" i
  case "$before" in
${values.join('\n')}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${commands.map((command) => command.name).join('|')}) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$command" in
    "") words="${commands.map((command) => command.name).join(' ')}" ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words ${flags(options)} --help" -- "$word"))
}
complete -F _k77 k77
`;
}

function zsh({ options, commands }: Table, words: Words): string {
  const quoted = (text: string) => text.replaceAll("'", "'\\''").replaceAll(/([[\]:])/g, '\\$1');
  const spec = (option: OptionShape) => {
    const found = valuesOf(option, words);
    const action = found === 'files' ? '_files' : found === 'folders' ? '_files -/' : found.length > 0 ? `(${found.join(' ')})` : '';
    return `'*${option.flag}[${quoted(option.about)}]${option.takes ? `:${option.takes}:${action}` : ''}'`;
  };
  const cases = commands.map((command) => {
    const found = argumentsOf(command, words);
    const rest = found.length > 0 ? ` '*:${command.arguments[0]?.name}:(${found.join(' ')})'` : '';
    return `    ${command.name}) _arguments $shared ${command.options.map(spec).join(' ')}${rest} ;;`;
  });
  return `#compdef k77
# k77 completion for zsh: eval "$(k77 completion zsh)"
_k77() {
  local -a commands shared
  local command
  shared=(${options.map(spec).join(' ')} '--help[print help]')
  commands=(${commands.map((command) => `'${command.name}:${quoted(command.about)}'`).join(' ')})
  command=\${\${words[2,CURRENT-1]}[(r)${`(${commands.map((one) => one.name).join('|')})`}]}
  case "$command" in
${cases.join('\n')}
    *) _describe command commands; _arguments $shared ;;
  esac
}
compdef _k77 k77
`;
}

function fish({ options, commands }: Table, words: Words): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const flag = (option: OptionShape, when: string) => {
    const found = valuesOf(option, words);
    const takes =
      option.takes === undefined
        ? ''
        : found === 'files'
          ? ' -r -F'
          : found === 'folders'
            ? ` -x -a '(__fish_complete_directories)'`
            : ` -x -a ${quoted(found.join(' '))}`;
    return `complete -c k77${when} -l ${option.flag.replace(/^--/, '')}${takes} -d ${quoted(option.about)}`;
  };
  const names = commands.map((command) => command.name).join(' ');
  const lines = commands.flatMap((command) => {
    const seen = ` -n '__fish_seen_subcommand_from ${command.name}'`;
    const found = argumentsOf(command, words);
    return [
      `complete -c k77 -n 'not __fish_seen_subcommand_from ${names}' -a ${command.name} -d ${quoted(command.about)}`,
      ...(found.length > 0 ? [`complete -c k77${seen} -a ${quoted(found.join(' '))}`] : []),
      ...command.options.map((option) => flag(option, seen)),
    ];
  });
  return [
    '# k77 completion for fish: k77 completion fish | source',
    'complete -c k77 -f',
    ...options.map((option) => flag(option, '')),
    ...lines,
    '',
  ].join('\n');
}
