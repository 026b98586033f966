/**
 * How long resolvers may keep the records of a service that moves: a minute while it moves, so that everybody is led to the new host soon, and back to the old one as
 * soon where that has to be; automatic (five minutes) before and afterwards. Behind Cloudflare's proxy nobody sees what changes.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { movingTtl, ownerOf, parseRecords } from '../6.4-domain/records.ts';
import { automaticTtl, keepFor, oursIn, type Standing, standingIn } from '../6.4-domain/zone-records.ts';

/** What Cloudflare tells resolvers where it is automatic, seconds. */
export const automaticSeconds = 300;

export type Named = 'api' | 'dashboard';
export const recordsOf = { api: 'API_RECORDS', dashboard: 'DASHBOARD_RECORDS' } as const satisfies Record<Named, Key>;

interface Lived {
  seconds: number;
  /** `300@<time>`: what it was until then. */
  before?: string;
}
const leading = ['A', 'AAAA', 'CNAME'];

/**
 * What leads to it now, at whichever host.
 * @throws OperatorError when a record that has to change is not k77's
 */
async function standing(context: Context, part: Named): Promise<readonly Standing[]> {
  const { values } = context;
  const owner = ownerOf(values, part);
  const wanted = parseRecords(recordsOf[part], String(values[recordsOf[part]]), values.domain).filter(({ type }) => leading.includes(type));
  const there = (await standingIn(context, owner.zone)).filter(
    (one) => leading.includes(one.type) && wanted.some(({ name }) => name === one.name),
  );
  const ours = new Set((await oursIn(context, owner, wanted)).map(({ id }) => id));
  const foreign = there.find(({ id }) => !ours.has(id));
  if (foreign) throw notOurs(foreign.name);
  return there.filter(({ proxied }) => !proxied);
}

function about(part: Named): Pick<AnyTask, 'guide' | 'uses' | 'needs' | 'tolerates'> {
  return { guide: [], uses: [cloudflare], needs: ['domain', 'CLOUDFLARE_ZONE', recordsOf[part]], tolerates: ['ADOPTED_RECORDS', 'MOVING'] };
}

export function shortTtl(part: Named): AnyTask {
  return {
    ...about(part),
    id: `move.${part}-ttl-short`,
    title: 'Let resolvers forget its records within a minute',
    want: (): Lived => ({ seconds: movingTtl }),
    async read(context: Context): Promise<Lived> {
      const ours = await standing(context, part);
      const kept = context.kept('MOVE_TTL') as string | undefined;
      const longest = Math.max(0, ...ours.map(secondsOf));
      return { seconds: Math.max(longest, movingTtl), before: kept ?? sinceNow(context, longest) };
    },
    async apply(context: Context, want: Lived): Promise<Lived> {
      const ours = await standing(context, part);
      const longest = Math.max(0, ...ours.map(secondsOf));
      await keepFor(
        context,
        { ...ownerOf(context.values, part), ttl: movingTtl },
        ours.filter((one) => secondsOf(one) > movingTtl),
      );
      return { ...want, before: sinceNow(context, longest) };
    },
    undo: { never: 'the end of the move makes it automatic again' },
    gives: { MOVE_TTL: (have: Lived) => have.before },
  } as unknown as AnyTask;
}

export function automatic(part: Named): AnyTask {
  return {
    ...about(part),
    id: `move.${part}-ttl-automatic`,
    title: 'Let resolvers keep its records as long as usual',
    want: () => ({ automatic: true }),
    async read(context: Context) {
      return { automatic: (await standing(context, part)).every(({ seconds }) => seconds === automaticTtl) };
    },
    async apply(context: Context, want: unknown) {
      const { ttl: _short, ...owner } = ownerOf(context.values, part);
      await keepFor(context, { ...owner, ttl: automaticTtl }, await standing(context, part));
      return want;
    },
    undo: { never: 'it is what Cloudflare does where nobody says otherwise' },
    gives: {},
  } as unknown as AnyTask;
}

function secondsOf({ seconds }: Standing): number {
  return seconds === automaticTtl ? automaticSeconds : seconds;
}

function sinceNow({ clock }: Pick<Context, 'clock'>, seconds: number): string {
  return `${seconds}@${clock.now().toISOString()}`;
}

/** When nobody can remember any more what was there before it was changed. */
export function forgottenAt({ MOVE_TTL }: Partial<Values>): string | undefined {
  const [, seconds, at] = /^(\d+)@(.+)$/.exec(MOVE_TTL ?? '') ?? [];
  return at === undefined ? undefined : new Date(Date.parse(at) + Number(seconds) * 1000).toISOString();
}

function notOurs(name: string): OperatorError {
  return new OperatorError({
    what: `the record of ${name} in the zone was made by somebody else, and k77 does not overwrite it`,
    fix: 'hand it over with k77 adopt; or delete it at Cloudflare → DNS → Records, run k77 deploy 6.4, and move then',
    see: 'https://dash.cloudflare.com/?to=/:account/:zone/dns/records',
  });
}
