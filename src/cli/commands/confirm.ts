/**
 * `k77 attest` and `k77 waive`: what only a person can say. Always with a name, a note and an expiry; never by a script that nobody stands behind.
 */
import { input } from '@inquirer/prompts';
import { catalogue } from '../../catalogue.ts';
import type { AnyCheck } from '../../core/check.ts';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Confirmation } from '../../core/workspace.ts';
import { clients } from '../../engine/context.ts';
import type { Walk } from '../../engine/walk.ts';
import { internet } from '../../vendors/internet.ts';
import { openSession } from '../compose.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { provenAt } from '../proof-address.ts';
import { orCancelled, promptTheme } from '../questions.ts';
import { checkNamed } from '../scope.ts';
import { count, wrap } from '../text.ts';
import { typed } from '../typed.ts';

interface Said {
  check: string;
  by?: string;
  note?: string;
  until?: string;
  proof?: string;
}
type Options = GlobalOptions & Said;

const dayMs = 86_400_000;
const longestWaiverDays = 366;

export async function attest(options: Options, io: Io): Promise<Exit> {
  return confirm(options, io, async (check, walk) => {
    if (!check.attestable) throw notAttestable(check, options);
    const now = walk.clock.now();
    for (const line of wrap(
      `No machine can see it: ${check.attestable.why}. What you say holds for ${count(check.attestable.days, 'day')}.`,
      io.width - 4,
    ))
      io.line(`    ${io.paint.dim(line)}`);
    const wanted = check.attestable.proof === 'url';
    const said = await sayer(options, io, 'What did you see, and where?', wanted && !options.proof ? ['--proof <https://…>'] : []);
    const address = options.proof ?? (wanted ? await ask(io, 'Address of a public page that shows it?', '--proof <https://…>') : undefined);
    const proof = address === undefined ? undefined : await provenAt(address, fromHere(walk), (text) => io.line(`  ${io.paint.dim(text)}`));
    return {
      state: 'attested',
      ...said,
      ...(proof === undefined ? {} : { proof }),
      at: now.toISOString(),
      until: new Date(now.getTime() + check.attestable.days * dayMs).toISOString(),
    };
  });
}

export async function waive(options: Options, io: Io): Promise<Exit> {
  return confirm(options, io, async (_check, { clock }) => {
    const now = clock.now();
    const asked = await askIfNeeded(io, options.until, 'Until when? (YYYY-MM-DD)', '--until <YYYY-MM-DD>');
    const until = dateOf(asked, now);
    const said = await sayer(options, io, 'Why do you go without it?');
    return { state: 'waived', ...said, at: now.toISOString(), until };
  });
}

/** The way to the public internet. A rehearsal talks to nobody. */
function fromHere(walk: Walk): Parameters<typeof provenAt>[1] {
  if (walk.workspace.environment === 'sandbox') return undefined;
  const { network } = clients(walk, 'attest', [internet], 'no')(internet);
  return { clock: walk.clock, network, signal: walk.signal };
}

async function confirm(options: Options, io: Io, make: (check: AnyCheck, walk: Walk) => Promise<Confirmation>): Promise<Exit> {
  const check = checkNamed(catalogue, options.check);
  const session = await openSession(options, io, { lease: 'take', sandbox: 'leave' });
  try {
    const { workspace, walk, environment } = session;
    showPlace(io, session, 'confirmation');
    io.line();
    io.line(`  ${io.paint.bold(check.title)} ${io.paint.dim(check.id)}`);
    const confirmation = await make(check, walk);
    await workspace.confirm(check.id, confirmation);
    io.document({ environment, root: workspace.root, check: check.id, ...confirmation });
    io.line(`  ${io.paint.accent(io.marks.ok)} ${confirmation.state} by ${confirmation.by} until ${confirmation.until.slice(0, 10)}`);
    io.line();
    return exits.proven;
  } finally {
    await session.close();
  }
}

/**
 * Name and note. In a terminal they are asked for; elsewhere both must be given, and `--yes` stands for neither.
 * @param besides other flags that are missing, to be named with these
 */
export async function sayer(
  options: Pick<Said, 'by' | 'note'>,
  io: Io,
  question: string,
  besides: readonly string[] = [],
): Promise<{ by: string; note: string }> {
  const missing = [...(options.by ? [] : ['--by <name>']), ...(options.note ? [] : ['--note <text>']), ...besides];
  if (io.mode !== 'terminal' && missing.length > 0) throw needed(missing);
  const by = options.by ?? (await ask(io, 'Your name?', '--by <name>', io.host.env.USER));
  const note = options.note ?? (await ask(io, question, '--note <text>'));
  return { by, note };
}

export async function askIfNeeded(io: Io, given: string | undefined, message: string, flag: string): Promise<string> {
  return given ?? (await ask(io, message, flag));
}

async function ask(io: Io, message: string, flag: string, offered?: string): Promise<string> {
  if (io.mode !== 'terminal') throw needed([flag]);
  const config = {
    message,
    theme: promptTheme(io),
    validate: (text: string) => text.trim() !== '' || 'it is empty',
    ...(offered ? { default: offered } : {}),
  };
  return (await orCancelled(io, typed(io.host), input(config, { signal: io.signal }))).trim();
}

function needed(flags: readonly string[]): OperatorError {
  return new OperatorError({
    what: 'only a person can say this, and there is no terminal to ask one',
    fix: `say who and what: ${flags.join(' ')} (--yes alone stands for nobody)`,
    exit: exits.inputNeeded,
  });
}

function notAttestable(check: AnyCheck, options: Said): OperatorError {
  return new OperatorError({
    what: `"${check.title}" is proved by looking, not by saying so`,
    fix: `k77 verify looks; to go without it for a while: k77 waive ${options.check} --until <YYYY-MM-DD> --note <why>`,
    exit: exits.usage,
  });
}

export function dateOf(text: string, now: Date): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T23:59:59Z`) : Number.NaN;
  const days = (time - now.getTime()) / dayMs;
  if (days > 0 && days <= longestWaiverDays) return new Date(time).toISOString();
  throw new OperatorError({
    what: `"${text}" is no date between tomorrow and a year from now`,
    fix: 'write it as YYYY-MM-DD',
    exit: exits.usage,
  });
}
