/**
 * `k77 verify`: proves the checkboxes of the guide, keeps what it saw, and leaves reports. Exit 3 when a blocker is not proved.
 */
import { catalogue } from '../../catalogue.ts';
import { allowances } from '../../core/check.ts';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Key } from '../../core/keys.ts';
import { chosenChecks } from '../../engine/verify.ts';
import { fixable } from '../../engine/verify-fix.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import type { AllowChoice } from '../allow-choices.ts';
import { openSession, type Session } from '../compose.ts';
import { environmentOf, type GlobalOptions, type Io } from '../io.ts';
import { showPlace } from '../place.ts';
import { type ReportFormats, validateFormats } from '../report/write-reports.ts';
import { checkNamed, sectionNamed } from '../scope.ts';
import { runSince } from '../since.ts';
import { type DeployUi, deployUi } from '../ui.ts';
import { allowed, withoutLeave } from '../verify-allow.ts';
import { mend } from '../verify-mend.ts';
import { type Asked, fixHint, keep, look, tell } from '../verify-round.ts';
import { defaultMinutes, watch } from '../verify-watch.ts';
import { schedule } from './schedule.ts';

export interface VerifyArguments extends Pick<ReportFormats, 'html' | 'junit' | 'markdown'> {
  sections: readonly string[];
  only: readonly string[];
  /** The older name of `only`. */
  check: readonly string[];
  allow: readonly AllowChoice[];
  browser: boolean;
  since?: string;
  /** Minutes; true where none were given. */
  watch?: number | true;
  fix?: boolean;
  schedule?: 'github';
}

type Options = GlobalOptions & VerifyArguments;
type Opened = { session: Session; ui: DeployUi | undefined; name: string };

export async function run(options: Options, io: Io): Promise<Exit> {
  if (options.schedule) return schedule({ ...options, allow: allowances.filter((one) => options.allow.includes(one)) }, io);
  const { html, junit, markdown } = options;
  const formats: ReportFormats = { html, junit, markdown };
  await validateFormats(formats, io.host.cwd());
  const wanted = scopeOf(options);
  if (options.fix && io.mode !== 'terminal' && !options.yes) throw nobodyAgrees();
  const first = await opened(options, io, async ({ session, ui, name }) => {
    showPlace(io, session, 'verification');
    const asked = await settle(session, options, io, wanted, formats);
    const seen = await look(io, session, asked);
    const kept = await keep(io, session, asked, seen);
    tell(io, session, asked, seen, kept);
    const done = { asked, seen, run: kept.run };
    if (options.fix && ui) return { ...done, ...(await mend({ io, session, ui, name, yes: options.yes }, { asked, seen, kept })) };
    fixHint(io, fixable(session.walk, seen.verified.findings).checks.length);
    if (options.watch !== undefined && io.mode === 'json') io.raw(JSON.stringify({ ...kept.run, round: { nth: 1, at: kept.run.run.at } }));
    else io.document(kept.run);
    io.aside();
    return { ...done, exit: seen.verified.exit };
  });
  if (options.watch === undefined) return first.exit;
  const minutes = options.watch === true ? defaultMinutes : options.watch;
  return watch(
    {
      io,
      asked: first.asked,
      minutes,
      // What a workspace has to say when it is opened was said in the first round.
      session: (work) => opened(options, { ...io, aside: () => {} }, ({ session }) => work(session)),
      sleep: (ms, signal) => systemClock.sleep(ms, signal),
    },
    first.seen,
    first.run,
  );
}

interface Wanted {
  sections: readonly string[];
  checks: readonly string[];
}

function scopeOf({ sections, only, check }: Options): Wanted {
  return {
    sections: sections.map((name) => sectionNamed(catalogue, name)),
    checks: [...new Set([...only, ...check].map((name) => checkNamed(catalogue, name).id))],
  };
}

/** What has to be settled before the first look: which checks, compared with which run, and what they may do. */
async function settle(session: Session, options: Options, io: Io, wanted: Wanted, formats: ReportFormats): Promise<Asked> {
  const environment = environmentOf(options);
  const { sections, checks: named } = wanted;
  const choice = { sections, ...(named.length > 0 ? { checks: named } : {}) };
  const all = chosenChecks(catalogue.checks, choice);
  const looked = chosenChecks(all, { ...choice, noBrowser: !options.browser });
  const checks = options.allow.includes('nothing') ? withoutLeave(looked, environment) : looked;
  const since = options.since === undefined ? undefined : await runSince(session.workspace, options.since);
  const values = session.workspace.values();
  // What lacks a value is unknown anyway: nobody is asked about it.
  const ready = checks.filter(({ needs }) => (needs as readonly Key[]).every((key) => values[key] !== undefined));
  const allow = await allowed(io, { environment, given: options.allow, yes: options.yes, checks: ready });
  const narrowed = checks.length < all.length;
  const ids = checks.map(({ id }) => id);
  return {
    options: { sections: [], checks: ids, ...(allow ? { allow } : {}) },
    checks,
    // What was left out on purpose makes this less than a whole run.
    scope: { sections, checks: narrowed ? ids : named },
    formats,
    since,
    verbose: options.verbose,
  };
}

/** `--fix` writes, and so it holds the lease and tells as a deploy does. */
async function opened<T>(options: Options, io: Io, work: (opened: Opened) => Promise<T>): Promise<T> {
  const name = systemRandom.uuid();
  let ui: DeployUi | undefined;
  const session = await openSession(options, io, {
    lease: options.fix ? 'take' : 'none',
    run: name,
    ...(options.fix
      ? {
          ui: (known) => {
            ui = deployUi(io, options, known, () => systemClock.tick());
            return ui.ui;
          },
        }
      : {}),
  });
  try {
    return await work({ session, ui, name });
  } finally {
    await ui?.close();
    await session.close();
  }
}

function nobodyAgrees(): OperatorError {
  return new OperatorError({
    what: 'mending needs a yes to its plan, and there is no terminal to give it',
    fix: 'k77 verify --fix --yes; k77 plan shows what would be changed',
    exit: exits.inputNeeded,
  });
}
