/**
 * The bot takes over: its log says so as soon as it holds the shards that the other one let go.
 */
import { OperatorError } from '../../core/errors.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { currentAmong } from '../6.5-bot/deployment.ts';
import { textOf } from '../6.5-bot/diagnosis.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { nameKeys } from '../6.5-bot/names.ts';
import { isStandingBy, ofThisRun } from '../6.5-bot/readiness.ts';
import { readyLines } from '../6.5-bot/services.ts';
import { awhile } from '../6.5-bot/waiting.ts';

interface Answers {
  state: 'answers' | 'stands by' | 'says nothing' | 'does not run';
}

/** Seconds until it holds what the other one let go: at once where that ended in order, 15 s later where its host killed it. */
const patienceSeconds = 90;

async function stateOf(context: Context): Promise<Answers['state']> {
  const { host, place, id } = at('bot', context.values);
  const current = currentAmong(await host.api.deployments(context, place, id));
  if (current?.status !== 'live') return 'does not run';
  const lines = ofThisRun(await host.api.logs(context, place, id, current.id, 'run', 1000));
  const last = lines.findLast((line) => isStandingBy(line) || textOf(line.text) === readyLines.bot);
  if (last === undefined) return 'says nothing';
  return isStandingBy(last) ? 'stands by' : 'answers';
}

export const botReady: AnyTask = {
  id: 'move.bot-ready',
  guide: [],
  title: 'See the bot take over',
  uses: hostVendors('bot'),
  needs: keysAt('bot'),
  tolerates: [nameKeys.bot],
  want: (): Answers => ({ state: 'answers' }),
  read: async (context: Context): Promise<Answers> => ({ state: await stateOf(context) }),
  async apply(context: Context, want: Answers): Promise<Answers> {
    const end = context.clock.tick() + patienceSeconds * 1000;
    let state: Answers['state'] = 'says nothing';
    while (context.clock.tick() < end) {
      // Short rounds: nobody answers meanwhile.
      const done = await awhile(context, 'it to take over', 0.05, async () => {
        state = await stateOf(context);
        context.progress(`it ${state}`);
        return state === 'answers' ? true : undefined;
      });
      if (done) return want;
      await context.clock.sleep(500, context.signal);
    }
    throw late(context, state);
  },
  undo: { never: 'it is a look' },
  gives: {},
} as unknown as AnyTask;

function late({ values }: Context, state: Answers['state']): OperatorError {
  const { host, place, id } = at('bot', values);
  return new OperatorError({
    what: `the bot at ${host.title} ${state} ${patienceSeconds} s after the other one was stopped`,
    fix: 'read its log; then run the same command again',
    see: host.pages.service(place, id),
  });
}
