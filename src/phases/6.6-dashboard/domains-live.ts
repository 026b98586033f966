/**
 * Guide 6.6/4, 6.6/10 and 6.6/11: the hosts have seen the records and have their certificates, so that names lead to the services over HTTPS.
 */
import { exits, OperatorError } from '../../core/errors.ts';
import type { HostedDomain } from '../../core/host.ts';
import type { Key, Values } from '../../core/keys.ts';
import type { AnyTask, Context } from '../../core/task.ts';
import { hostVendors } from '../../hosts/hosts.ts';
import { at, keysAt } from '../6.5-bot/hosted-service.ts';
import { awhile } from '../6.5-bot/waiting.ts';
import { hosted, type Name, namesFor } from './domains.ts';

interface State {
  verified: boolean;
  certificate: string;
}
/** Usually it takes minutes. */
const patienceMinutes = 15;

/** By name. */
type States = Readonly<Record<string, State>>;

interface About extends Pick<AnyTask, 'id' | 'guide' | 'title'>, Partial<Pick<AnyTask, 'settings'>> {
  service: 'api' | 'dashboard';
  /** Given by 6.4 when the records stand. */
  after: 'API_HOST' | 'DASHBOARD_HOSTS';
}

function liveTask({ service, after, ...about }: About): AnyTask {
  const needs: readonly Key[] = [...keysAt(service), 'domain', after];
  const names = (values: Values): readonly Name[] => namesFor(service, values.domain);
  return {
    ...about,
    uses: hostVendors(service),
    needs,
    want: (values: Values): States => Object.fromEntries(names(values).map(({ name }) => [name, { verified: true, certificate: 'valid' }])),
    read: async (context: Context): Promise<States | undefined> => statesOf(await hosted(context, service, names(context.values))),
    async apply(context: Context, want: States): Promise<States> {
      const { host, place, id } = at(service, context.values);
      const see = host.pages.service(place, id);
      let open: readonly HostedDomain[] = [];
      const done = await awhile(context, `${host.title} to serve ${Object.keys(want).join(' and ')}`, patienceMinutes, async () => {
        const found = await hosted(context, service, names(context.values));
        const there = found.filter((one) => one !== undefined);
        open = there.filter((one) => !isLive(one));
        if (open.length === 0 && there.length === found.length) return true;
        const failed = open.find(({ certificate }) => certificate === 'failed');
        if (failed) throw uncertified(failed, host.title, see);
        context.progress(open.map(inWords).join('; '));
        for (const { verified, name } of open) if (!verified) await host.api.verifyDomain?.(context, place, id, name);
        return undefined;
      });
      if (!done) throw unseen(open, host.title, see);
      return want;
    },
    undo: { never: 'a certificate ends by itself; what the name leads to is taken back with its records (6.4)' },
    gives: {},
  } as AnyTask;
}

function isLive({ verified, certificate }: HostedDomain): boolean {
  return verified && certificate === 'valid';
}

function statesOf(found: readonly (HostedDomain | undefined)[]): States | undefined {
  const there = found.filter((one) => one !== undefined);
  if (there.length === 0) return undefined;
  return Object.fromEntries(there.map(({ name, verified, certificate }) => [name, { verified, certificate }]));
}

/** "api.kingdom77.com: the records are not seen yet (CNAME leads elsewhere)" */
export function inWords({ name, verified, certificate, trouble }: HostedDomain): string {
  const state = verified ? `certificate ${certificate === 'none' ? 'not begun' : certificate}` : 'its records are not seen yet';
  return `${name}: ${state}${trouble ? ` (${trouble})` : ''}`;
}

function uncertified({ name, trouble }: HostedDomain, title: string, see: string): OperatorError {
  return new OperatorError({
    what: `${title} could not get a certificate for ${name}${trouble ? `: ${trouble}` : ''}`,
    fix: 'let the records of 6.4 be DNS only and the CAA records allow its authority (npx k77 verify domain says both); then run the same command again',
    see,
    exit: exits.resumable,
  });
}

/** Nothing is lost: the host goes on looking, and so does the next deploy. */
function unseen(open: readonly HostedDomain[], title: string, see: string): OperatorError {
  return new OperatorError({
    what: `${title} does not serve your names after ${patienceMinutes} min: ${open.map(inWords).join('; ') || 'it does not list them any more'}`,
    fix: 'npx k77 verify domain shows whether the records can be seen everywhere; come back within the hour: npx k77 deploy 6.6 goes on from here',
    see,
    exit: exits.resumable,
  });
}

export const apiLive = liveTask({
  id: 'api.domain-live',
  guide: ['6.6/4', '6.6#004', '6.6#005'],
  settings: [{ id: '6.6/4:verified', says: 'waits until the host has seen the records and has a certificate' }],
  title: 'See the API under its name',
  service: 'api',
  after: 'API_HOST',
});

export const dashboardLive = liveTask({
  id: 'dashboard.domain-live',
  guide: ['6.6/10', '6.6/11', '6.6#013', '6.6#014', '6.6#015'],
  settings: [{ id: '6.6/11:certificate', says: 'the host gets and renews the certificates; HTTP is sent to HTTPS' }],
  title: 'See the dashboard under the domain and www',
  service: 'dashboard',
  after: 'DASHBOARD_HOSTS',
});
