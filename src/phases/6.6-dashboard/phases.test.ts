/** What 6.5 and 6.6 declare: tasks see what they name, in an order that deploys nothing before its variables are there; names and records of the hosts. */
import { describe, expect, test } from 'vitest';
import type { HostedDomain } from '../../core/host.ts';
import { isSecret, type Key, type Values } from '../../core/keys.ts';
import { Secret } from '../../core/secret.ts';
import type { AnyTask } from '../../core/task.ts';
import { before, producers } from '../../engine/graph.ts';
import { hosts, hostsFor } from '../../hosts/hosts.ts';
import { parseRecords } from '../6.4-domain/records.ts';
import { botPhase } from '../6.5-bot/index.ts';
import { known, settingsAt, settingsOf } from '../6.5-bot/services.ts';
import { namesFor, recordsText } from './domains.ts';
import { inWords } from './domains-live.ts';
import { dashboardPhase } from './index.ts';

const tasks: readonly AnyTask[] = [...botPhase.tasks, ...dashboardPhase.tasks];
const named = (id: string): AnyTask => {
  const found = tasks.find((task) => task.id === id);
  if (!found) throw new Error(`no task is called ${id}`);
  return found;
};
/** Everything that comes before a task, whatever lies between. */
function allBefore(id: string): Set<string> {
  const made = producers(tasks);
  const found = new Set<string>();
  const visit = (task: AnyTask): void => {
    for (const other of before(task, made)) if (!found.has(other.id)) [found.add(other.id), visit(other)];
  };
  visit(named(id));
  return found;
}

describe('a task', () => {
  const place = JSON.stringify({ railway: { project: 'p' }, vercel: { account: 'a' } });
  const texts: Partial<Record<Key, string>> = {
    botHost: 'railway',
    workerHost: 'railway',
    apiHost: 'railway',
    dashboardHost: 'vercel',
    HOST_PLACES: place,
    BOT_DEPLOYED: '{}',
    WORKER_DEPLOYED: '{}',
    API_DEPLOYED: '{}',
    DASHBOARD_DEPLOYED: '{}',
    CODE_PUSHED: 'abc -',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
  };

  test.each(tasks.map((task) => [task.id, task] as const))('%s reads only values that it names', (_id, task) => {
    const visible = new Set<string>([...task.needs, ...(task.tolerates ?? [])]);
    const asked: string[] = [];
    const values = new Proxy({} as Values, {
      get: (_none, key: string) => {
        asked.push(key);
        const text = texts[key as Key] ?? `value of ${key}`;
        return isSecret(key as Key) ? new Secret(key, text) : text;
      },
      ownKeys: () => [...visible],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    });
    task.want(values);
    // Whoever looks through the whole table of variables asks for optional ones as well; those are named, too.
    expect(asked.filter((key) => !visible.has(key))).toEqual([]);
  });
});

describe('the order', () => {
  test.each(['bot', 'worker', 'api', 'dashboard'])('%s: service, then variables, then one deployment of what was pushed', (service) => {
    const first = allBefore(`${service}.deployed`);
    for (const id of [`${service}.service`, `${service}.variables`, 'code.pushed', 'code.committed', 'code.repository'])
      expect(first, id).toContain(id);
  });

  test('a push comes after the variables of what it may deploy', () => {
    expect(allBefore('code.pushed')).toContain('bot.variables');
    expect(allBefore('code.pushed')).toContain('worker.variables');
  });

  test('the bot has its disk before it starts', () => expect(allBefore('bot.deployed')).toContain('bot.volume'));
});

describe('settings', () => {
  const chosen = { near: 'europe', memoryMb: 512, shape: 'project', folder: '' } as const;

  test.each(hosts.map((host) => [host.id, host] as const))('%s gets only settings that it has, and a region of its own', (_id, host) => {
    for (const service of host.runs) {
      const wanted = known(host, settingsOf(service, host, chosen));
      const has = settingsAt(host, service === 'api' || service === 'dashboard');
      expect(Object.keys(wanted).filter((name) => !has.some((one) => one === name))).toEqual([]);
      if (host.settings.includes('region')) expect(wanted.region).toBe(host.regions.europe);
    }
  });

  test('bot and worker are asked for their health and restarted always; nobody is told a port', () => {
    const [host] = hostsFor('bot');
    if (!host) throw new Error('no host runs the bot');
    for (const service of ['bot', 'worker'] as const)
      expect(settingsOf(service, host, chosen)).toMatchObject({ healthPath: '/health', restart: 'always', memoryMb: 512, replicas: 1 });
    expect(JSON.stringify(settingsOf('api', host, chosen))).not.toMatch(/8000|PORT/);
  });

  test('dependencies are installed by the command only where the host does not install them', () => {
    const [host] = hostsFor('api');
    if (!host) throw new Error('no host runs the API');
    expect(settingsOf('api', { ...host, installs: 'by-command' }, chosen).buildCommand).toBe('npm ci --include=dev && npm run build');
    const { installs: _none, ...other } = host;
    expect(settingsOf('api', other, chosen).buildCommand).toBe('npm run build');
  });

  test('a project below the top of its repository is built there', () => {
    const [host] = hostsFor('dashboard');
    if (!host) throw new Error('no host runs the dashboard');
    expect(settingsOf('dashboard', host, { ...chosen, folder: 'shop' }).root).toBe('shop/dashboard-frontend');
    expect(settingsOf('api', host, { ...chosen, folder: 'shop' }).root).toBe('shop');
  });

  test('a bot of the operator’s own in Python is started as the guide does it', () => {
    const [host] = hostsFor('bot');
    if (!host) throw new Error('no host runs the bot');
    const python = { ...chosen, shape: 'python' } as const;
    expect(settingsOf('bot', host, python)).toMatchObject({ root: '', startCommand: 'python main.py', healthPath: null });
    expect(settingsOf('api', host, python)).toMatchObject({ root: 'dashboard', startCommand: expect.stringContaining('uvicorn main:app') });
  });
});

describe('names', () => {
  const domain = (over: Partial<HostedDomain>): HostedDomain => ({
    name: 'api.example.com',
    records: [],
    verified: false,
    certificate: 'none',
    ...over,
  });

  test('the API is at api, the dashboard at the domain, www leads there', () => {
    expect(namesFor('api', 'example.com')).toEqual([{ name: 'api.example.com', redirectTo: null }]);
    expect(namesFor('dashboard', 'example.com')).toEqual([
      { name: 'example.com', redirectTo: null },
      { name: 'www.example.com', redirectTo: 'example.com' },
    ]);
  });

  test('records are told exactly as the host demands them, each once, as 6.4 reads them', () => {
    const one = { type: 'CNAME', name: 'api.example.com', content: 'x.up.railway.app', proxied: false } as const;
    const proof = { type: 'TXT', name: '_railway-verify.api.example.com', content: 'railway-verify=77', proxied: false } as const;
    const text = recordsText([domain({ records: [one, proof] }), domain({ records: [one] })]);
    expect(parseRecords('API_RECORDS', text ?? '', 'example.com')).toEqual([one, proof]);
    expect(recordsText([domain({ records: [proof, one] })])).toBe(text);
    expect(recordsText([domain({})])).toBeUndefined();
  });

  test('what is missing is said in words', () => {
    expect(inWords(domain({ trouble: 'CNAME leads elsewhere' }))).toBe(
      'api.example.com: its records are not seen yet (CNAME leads elsewhere)',
    );
    expect(inWords(domain({ verified: true, certificate: 'issuing' }))).toBe('api.example.com: certificate issuing');
  });
});

test('Vercel’s free plan is said to be non-commercial before it is chosen', () => {
  expect(dashboardPhase.questions.find(({ key }) => key === 'dashboardHost')?.why).toContain('non-commercial');
});
