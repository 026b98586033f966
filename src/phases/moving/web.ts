/**
 * How a service with names is seen: at the address that its host gave it, and under its own name, as anybody sees it.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { Glance } from '../../core/move.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { ask, type HttpProbeOptions, type WebOutcome } from '../../probes/http/ask.ts';
import { internet } from '../../vendors/internet.ts';
import { hostsOf } from '../6.4-domain/hosts.ts';
import { currentAmong } from '../6.5-bot/deployment.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { nameKeys } from '../6.5-bot/names.ts';
import { settingsAt, titles } from '../6.5-bot/services.ts';
import { awhile } from '../6.5-bot/waiting.ts';
import { signsIn, signsOf, whose } from './signs.ts';
import type { Named } from './ttl.ts';

/** Milliseconds for one request: visitors do not wait longer either. */
const timeoutMs = 5000;
/** A service that is live answers; its address may take a moment to be known everywhere. */
const patienceMinutes = 5;

function options(context: Context): HttpProbeOptions {
  return { clock: context.clock, timeoutMs, network: context.client(internet).network, signal: context.signal };
}

/** What answers when it can serve: database and queue are connected. */
function pathOf(service: Named, values: Partial<Values>): string {
  if (service === 'dashboard') return '/';
  return values.CODE_SHAPE === 'python' ? '/health' : '/health/ready';
}

function publicUrl(service: Named, values: Values): string {
  const { api, apex } = hostsOf(values.domain);
  return `https://${service === 'api' ? api : apex}${pathOf(service, values)}`;
}

/** Well, in words, or what is wrong. The API says of itself that it is well; a page of its host says nothing of the kind. */
export function verdictOf(service: Named, seen: WebOutcome): { ok: boolean; saw: string } {
  if (seen.state === 'failed') return { ok: false, saw: `${seen.failure} (${seen.code})` };
  const said = service === 'api' && seen.status === 200 ? isWell(seen.body) : seen.status === 200;
  return { ok: said, saw: said ? '200' : seen.status === 200 ? '200, but not what the API says of itself' : String(seen.status) };
}

function isWell(body: string): boolean {
  try {
    return typeof JSON.parse(body) === 'object';
  } catch {
    return false;
  }
}

/** Under its own name. */
export async function glance(context: Context, service: Named): Promise<Glance> {
  const seen = await ask(publicUrl(service, context.values as Values), options(context), { maxBytes: 65_536 });
  const { ok, saw } = verdictOf(service, seen);
  const signs = signsIn((context.values as Partial<Values>).MOVE_SIGNS);
  return { ok, saw, by: seen.state === 'answered' ? whose(seen.headers, signs) : undefined };
}

interface Proof {
  live: boolean;
  answers: boolean;
  saw?: string;
  signs?: string | undefined;
}

/** The new one, before anybody is led to it. */
export function provenTask(service: Named): AnyTask {
  const look = async (context: Context): Promise<Proof & { url?: string | undefined }> => {
    const { host, place, id } = at(service, context.values);
    const current = currentAmong(await host.api.deployments(context, place, id));
    const live = current?.status === 'live';
    const before = await ask(publicUrl(service, context.values as Values), options(context), { maxBytes: 65_536 });
    if (current?.url === undefined) {
      const asked = settingsAt(host, true).includes('healthPath');
      const saw = `${host.title} gives it no address of its own${asked ? '; its own health check passed' : ''}`;
      return { live, answers: live, saw, signs: JSON.stringify(signsOf(before, undefined)) };
    }
    const own = new URL(pathOf(service, context.values as Partial<Values>), current.url).href;
    const seen = await ask(own, options(context), { maxBytes: 65_536 });
    const { ok, saw } = verdictOf(service, seen);
    // Behind the login that protects deployments of a dashboard its page is not seen, and its host is.
    const guarded = service === 'dashboard' && seen.state === 'answered' && seen.status === 401;
    const signs = JSON.stringify(signsOf(before, seen));
    return { live, answers: ok || guarded, saw: `${own} answers ${guarded ? '401: its deployments are protected' : saw}`, signs, url: own };
  };
  return {
    id: `move.${service}-proven`,
    guide: [],
    title: `See the ${titles[service]} answer there`,
    uses: [...hostVendors(service), internet],
    needs: [...keysAt(service), 'domain', 'CODE_SHAPE'] satisfies Key[],
    tolerates: [nameKeys[service]],
    want: (): Proof => ({ live: true, answers: true }),
    async read(context: Context): Promise<Proof> {
      const seen = await look(context);
      if (seen.saw) context.note(seen.saw);
      // Once the name leads to the new one, the old one cannot be seen under it any more.
      return { ...seen, signs: (context.kept('MOVE_SIGNS') as string | undefined) ?? seen.signs };
    },
    async apply(context: Context, want: Proof): Promise<Proof> {
      let seen: Proof | undefined;
      const done = await awhile(context, 'it to answer', patienceMinutes, async () => {
        seen = await look(context);
        context.progress(seen.saw ?? '');
        return seen.live && seen.answers ? seen : undefined;
      });
      if (!done) throw silent(service, seen?.saw ?? 'nothing answers', context);
      return { ...want, signs: (context.kept('MOVE_SIGNS') as string | undefined) ?? done.signs };
    },
    undo: { never: 'it is a look' },
    gives: { MOVE_SIGNS: (have: Proof) => have.signs },
  } as unknown as AnyTask;
}

/** Only what a look needs: nothing is done by it. */
export function watchTask(service: Named): AnyTask {
  const { apply: _apply, ...rest } = answersTask(service);
  return { ...rest, id: `move.${service}-watch`, apply: async () => ({}) };
}

/** Under its own name it is the new one that answers. */
export function answersTask(service: Named): AnyTask {
  const read = async (context: Context): Promise<{ by: string }> => {
    const { ok, by, saw } = await glance(context, service);
    // Where nobody can tell them apart, the records that resolvers give are what there is to go by: they were seen before this.
    return { by: ok ? (by ?? 'new') : saw };
  };
  return {
    id: `move.${service}-answers`,
    guide: [],
    title: `See the ${titles[service]} answer from there under its own name`,
    uses: [internet],
    needs: ['domain', 'CODE_SHAPE'],
    tolerates: ['MOVE_SIGNS'],
    want: () => ({ by: 'new' }),
    read,
    async apply(context: Context, want: unknown) {
      for (;;) {
        const { by } = await read(context);
        if (by === 'new') return want;
        context.progress(by === 'old' ? 'the old one answers' : by);
        await context.clock.sleep(1000, context.signal);
      }
    },
    undo: { never: 'it is a look' },
    gives: {},
  } as unknown as AnyTask;
}

function silent(service: Named, saw: string, { values }: Context): OperatorError {
  const { host, place, id } = at(service, values);
  return new OperatorError({
    what: `the ${titles[service]} runs at ${host.title}, and does not answer there: ${saw}`,
    fix: 'look at its log; nobody was led to it, the old one serves. The same command goes on',
    see: host.pages.service(place, id),
  });
}
