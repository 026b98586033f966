/**
 * Payments and infrastructure · what the hosts hand to their services, beside the env files. Compared by fingerprint and shown by name; no value is ever shown.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { Key, Service } from '../src/core/keys.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { driftIn, isMade, pairOf, variableInShort } from './hosting-seen.ts';
import { judge, later } from './verdict.ts';

const services = ['bot', 'worker', 'api', 'dashboard'] as const satisfies readonly Service[];
/** Phase 6.6 makes them. */
const lateServices: readonly Service[] = ['api', 'dashboard'];
const places: readonly Key[] = [...new Set(services.flatMap(keysAt))];

/** Phase 6.1 asks it, as the guide does; it is proved as far as there are services, and whole in 6.6. */
export const hostVariables: AnyCheck = check({
  id: 'host.variables',
  section: 'Payments',
  phase: '6.1',
  title: 'The hosts hand their services what the env files say',
  guide: ['6.1/4', '6.1#003', '6.5/3', '6.5#003'],
  weight: 'blocker',
  uses: hostVendors(...services),
  needs: [],
  tolerates: [...places, 'CODE_SHAPE'],
  async probe(context) {
    const { values } = context;
    const made = services.filter((service) => isMade(service, values));
    if (made.length === 0) return later('6.5', 'no service is at a host yet');
    const files = await context.envFiles();
    const drift = (of: readonly Service[]) =>
      driftIn(
        context,
        of.map((service) => `${service}.variables`),
        (task, change) => `the ${titles[task.split('.')[0] as Service]}: ${variableInShort(change)}`,
      );
    const pair = await drift(made.filter((service) => !lateServices.includes(service)));
    if ('waits' in pair) return pair.waits;
    // Those that were there before k77 are known in 6.5, and are given their variables in 6.6.
    const late = await drift(made.filter((service) => lateServices.includes(service)));
    if ('waits' in late && pair.wrong.length === 0) return later('6.6', 'why' in late.waits ? late.waits.why : '');
    const seen = files.filter(({ service }) => (made as readonly Service[]).includes(service));
    const wrong = [
      ...pair.wrong,
      ...('waits' in late ? [] : late.wrong),
      ...seen.flatMap(({ path, missing, different }) => [
        ...missing.map((key) => `${path} lacks ${key}`),
        ...different.map((key) => `${path} has another ${key}`),
      ]),
    ];
    const awaited = services.filter((service) => !made.includes(service) && (service !== 'worker' || pairOf(values).includes('worker')));
    if (wrong.length === 0 && awaited.length > 0)
      return later('6.6', `${made.join(' and ')} have what their files say; at no host yet: ${awaited.join(' and ')}`);
    return judge(context, {
      wrong: wrong.slice(0, 8),
      saw: seen.map(({ path, service }) => `${titles[service]} = ${path}`).join(', '),
      want: 'each service has at its host every value of its env file, and the same one',
      from: 'the variables at the hosts (by fingerprint) and the env files',
      fix: 'k77 deploy: it writes files and hosts anew from one table, then deploys what changed',
    });
  },
});
