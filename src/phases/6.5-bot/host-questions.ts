/**
 * Where bot, worker and API run, how near to whom, and the tokens of the hosts that were chosen.
 */
import type { Host, Near } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';
import { hosts, hostsFor } from '../../hosts/hosts.ts';

const dollars = (cents: number): string => `$${cents % 100 === 0 ? cents / 100 : (cents / 100).toFixed(2)}`;

/** "Railway: $5 a month, $6 more for each service of 512 MB". */
export function offerOf({ title, facts }: Host): string {
  const fixed = facts.fixedCents > 0 ? `${dollars(facts.fixedCents)} a month (${facts.plan})` : facts.plan;
  return facts.serviceCents > 0
    ? `${title}: ${fixed}, about ${dollars(facts.serviceCents)} for each service of 512 MB`
    : `${title}: ${fixed}`;
}

function choicesFor(service: Service): readonly { value: string; name: string }[] {
  return hostsFor(service).map((host) => ({ value: host.id, name: offerOf(host) }));
}

const near: Readonly<Record<Near, string>> = {
  'us-east': 'US East',
  'us-west': 'US West',
  europe: 'Europe',
  asia: 'Asia',
};

/** The region of the host that is nearest to a region of AWS, in which the database is. */
export function nearOf(awsRegion: string | undefined): Near {
  if (awsRegion?.startsWith('us-west')) return 'us-west';
  if (awsRegion && /^(eu|me|af|il)-/.test(awsRegion)) return 'europe';
  if (awsRegion && /^ap-/.test(awsRegion)) return 'asia';
  return 'us-east';
}

export const hostQuestions: readonly Question[] = [
  {
    key: 'botHost',
    ask: 'Where shall the bot run?',
    why: '`k77 hosts` compares them: prices, restarts, how far back you can go, and where the guide’s table is out of date.',
    kind: 'choice',
    choices: choicesFor('bot'),
    default: () => hostsFor('bot')[0]?.id,
    sandbox: 'railway',
    guide: ['6.5/1'],
    settings: [
      { id: '6.5/1:host', says: 'Railway or Render, chosen for each service; Heroku, Fly.io and DigitalOcean are not driven by k77' },
    ],
  },
  {
    key: 'workerHost',
    ask: 'Where shall the worker run?',
    why: 'Beside the bot it shares one project and one bill.',
    kind: 'choice',
    choices: choicesFor('worker'),
    default: ({ botHost }) => botHost,
    sandbox: 'railway',
  },
  {
    key: 'apiHost',
    ask: 'Where shall the API run?',
    why: 'Stripe, Discord and the dashboard reach it under api.<domain>.',
    kind: 'choice',
    choices: choicesFor('api'),
    default: ({ botHost }) => botHost,
    sandbox: 'railway',
    guide: ['6.6/1'],
  },
  {
    key: 'hostNear',
    ask: 'Which part of the world shall they run in?',
    why: 'Next to the database: every command asks it several times. Discord itself is in US East.',
    kind: 'choice',
    choices: Object.entries(near).map(([value, name]) => ({ value, name })),
    default: ({ databaseRegion }) => nearOf(databaseRegion),
    sandbox: 'us-east',
    guide: ['6.5/5'],
  },
  {
    key: 'botMemory',
    ask: 'Memory of the bot, MB',
    why: '512 is enough up to about 2,500 servers: a bot with 1,000 servers was measured at 180 MB.',
    kind: 'choice',
    choices: ['512', '1024', '2048'].map((value) => ({ value, name: `${value} MB` })),
    default: () => '512',
    sandbox: '512',
    guide: ['6.5/5', '6.5#005'],
  },
  {
    key: 'volume',
    ask: 'Does your own code write files that must stay? (a disk at /data)',
    why: 'The template writes none: it logs to stdout and keeps everything in the database. A disk binds the bot to one instance.',
    kind: 'yes-no',
    default: () => 'no',
    sandbox: 'no',
    guide: ['6.5/10'],
  },
  ...token('RAILWAY_TOKEN', 'railway', 'Railway token', 'world:railway.token'),
  ...token('RENDER_API_KEY', 'render', 'Render API key', 'world:render.apiKey'),
];

/** Asked of those who chose the host for one of the three; not while k77 does not know the host. */
function token(key: Key, id: string, ask: string, sandbox: string): Question[] {
  return hosts
    .filter((host) => host.id === id)
    .map(({ vendor }) => ({
      key,
      ask,
      ...(vendor.token.note === undefined ? {} : { why: vendor.token.note }),
      where: vendor.token.page,
      kind: 'secret',
      when: (answers) => chosen(answers).includes(id),
      sandbox,
      guide: ['6.5/1', 'pre#005'],
      check: (answer) => /^[\w.-]{16,200}$/.test(answer) || `copy the whole token from ${vendor.token.page}`,
    }));
}

function chosen({ botHost, workerHost, apiHost }: Partial<Values>): readonly (string | undefined)[] {
  return [botHost, workerHost, apiHost];
}
