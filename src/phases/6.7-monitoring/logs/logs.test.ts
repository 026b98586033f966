/** What is wanted of logs, by answer. */
import { expect, test } from 'vitest';
import type { Values } from '../../../core/keys.ts';
import { Secret } from '../../../core/secret.ts';
import { isNotWanted } from '../../../core/task.ts';
import type { DiscordServer } from '../../../vendors/discord-servers.ts';
import { drainable, drains, undrained } from './drains.ts';
import { questions } from './questions.ts';
import { channelNamed, lackedFor, logPlace } from './server.ts';

const address = (text: string) => ({ LOG_DRAIN_URL: new Secret('LOG_DRAIN_URL', text) });
const made: Partial<Values> = {
  botHost: 'heroku',
  workerHost: 'render',
  apiHost: 'railway',
  dashboardHost: 'vercel',
  BOT_SERVICE: 'b',
  WORKER_SERVICE: 'w',
  API_SERVICE: 'a',
  DASHBOARD_SERVICE: 'd',
};

test('errors are told in the channel of the support server, unless there is none or nobody wants it', () => {
  expect(logPlace({ SUPPORT_GUILD_ID: '1' })).toEqual({ guild: '1', name: 'bot-logs' });
  expect(logPlace({ SUPPORT_GUILD_ID: '1', logChannel: 'errors' })).toEqual({ guild: '1', name: 'errors' });
  expect(logPlace({ SUPPORT_GUILD_ID: '', logChannel: '' })).toEqual({ notWanted: expect.stringContaining('--set SUPPORT_GUILD_ID=') });
  expect(logPlace({ SUPPORT_GUILD_ID: '1', logChannel: 'none' })).toEqual({ notWanted: expect.stringContaining('as answered') });
});

test('whole logs go to the hosts that take such an address, and the others are named', () => {
  const https = { ...made, ...address('https://logs.test/x') };
  expect([drainable(https), undrained(https)]).toEqual([['bot', 'dashboard'], 'worker (Render), API (Railway)']);
  const syslog = { ...made, ...address('syslog+tls://logs.test:6514') };
  expect([drainable(syslog), undrained(syslog)]).toEqual([['bot', 'worker'], 'API (Railway), dashboard (Vercel)']);
});

test('nothing is sent without an address, in the clear, or by hosts that cannot', () => {
  const want = (values: Partial<Values>) => drains.want(values as Values);
  expect(want(made)).toEqual({ notWanted: expect.stringContaining('no LOG_DRAIN_URL') });
  expect(isNotWanted(want({ ...made, ...address('http://logs.test') }))).toBe(true);
  const railway = { ...made, botHost: 'railway', workerHost: 'railway', dashboardHost: 'netlify', ...address('https://logs.test') };
  expect(want(railway)).toEqual({ notWanted: expect.stringContaining('bot (Railway)') });
});

test('answers are refused with what is wrong', () => {
  const check = (key: string, answer: string) => questions.find((one) => one.key === key)?.check?.(answer, 'production', {});
  expect(check('logChannel', 'bot-logs')).toBe(true);
  expect(check('logChannel', '#Bot Logs')).toContain('without #');
  for (const right of ['https://logs.test/a?token=b', 'syslog+tls://logs.test:6514']) expect(check('LOG_DRAIN_URL', right)).toBe(true);
  for (const wrong of ['http://logs.test', 'syslog://logs.test:514', 'logs.test:6514'])
    expect(check('LOG_DRAIN_URL', wrong)).toContain('in the clear');
  expect(check('LOG_DRAIN_URL', 'syslog+tls://logs.test')).toContain('host:port');
});

const view = String(1 << 10);
const server = (permissions: number, channels: DiscordServer['channels'] = []): DiscordServer => ({
  ...{ id: 'g', name: 'Support', ownerId: 'o', bot: 'b', held: ['r'], channels },
  roles: [
    { id: 'g', name: '@everyone', permissions: view },
    { id: 'r', name: 'Bot', permissions: String(permissions) },
  ],
});
const everything = (1 << 10) + (1 << 16) + (1 << 29);

test('the bot needs no power over the server where a person made the channel for it', () => {
  const own = [{ id: 'b', type: 1 as const, allow: String(everything), deny: '0' }];
  const closed = { id: 'g', type: 0 as const, allow: '0', deny: view };
  const channel = { id: 'c', type: 0, name: 'bot-logs', permission_overwrites: [closed, ...own] };
  expect(lackedFor(server(everything), 'bot-logs')).toEqual(['ManageChannels']);
  expect(lackedFor(server(0, [channel]), 'bot-logs')).toEqual([]);
  expect(lackedFor(server(0, [{ ...channel, permission_overwrites: own }]), 'bot-logs'), 'to close what is open').toEqual(['ManageRoles']);
  expect(lackedFor(server(8, [{ ...channel, permission_overwrites: [closed] }]), 'bot-logs'), 'administrators may all').toEqual([]);
});

test('two channels of one name are told apart by nobody', () => {
  const channel = { id: 'c', type: 0, name: 'bot-logs' };
  expect(channelNamed(server(0, [channel, { ...channel, id: 'v', type: 2 }]), 'bot-logs')?.id).toBe('c');
  expect(() => channelNamed(server(0, [channel, { ...channel, id: 'd' }]), 'bot-logs')).toThrow('2 text channels that are called bot-logs');
});
