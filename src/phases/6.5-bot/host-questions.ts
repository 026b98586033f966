/**
 * Where bot, worker and API run, how near to whom, and the tokens of the hosts that were chosen.
 */
import type { Host, Near } from '../../core/host.ts';
import type { Key, Service, Values } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';
import { hosts, hostsFor } from '../../hosts/hosts.ts';
import { refusesSigned } from '../6.4-domain/signing-questions.ts';

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
    settings: [{ id: '6.5/1:host', says: 'Railway, Render, Heroku, Fly.io or DigitalOcean, chosen for each service' }],
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
    check: (answer, _environment, values) => refusesSigned(answer, values) ?? true,
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
  ...token('DIGITALOCEAN_TOKEN', 'digitalocean', 'DigitalOcean token', 'world:digitalocean.token'),
  ...token('FLY_API_TOKEN', 'fly', 'Fly.io token', 'world:fly.token', /^(FlyV1 )?[\w+/=,.-]{16,8000}$/),
  ...token('HEROKU_API_KEY', 'heroku', 'Heroku token', 'world:heroku.apiKey'),
  {
    key: 'HEROKU_GITHUB_TOKEN',
    ask: 'Token of GitHub that reads your private repository (empty: it is public)',
    why: 'Heroku is lent the code of each commit for five minutes. Only select repositories; Contents: Read-only. It stays on this machine.',
    where: 'https://github.com/settings/personal-access-tokens/new',
    kind: 'secret',
    optional: true,
    when: (answers) => chosen(answers).includes('heroku'),
    sandbox: 'world:heroku.githubToken',
    guide: ['6.5/1', 'pre#005'],
    check: (answer) => /^(github_pat_|gh[ps]_)[\w-]{16,200}$/.test(answer) || 'it begins with github_pat_ (or ghp_)',
  },
];

/** Asked of those who chose the host for one of the three; not while k77 does not know the host. */
function token(key: Key, id: string, ask: string, sandbox: string, shape = /^[\w.-]{16,200}$/): Question[] {
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
      check: (answer) => shape.test(answer) || `copy the whole token from ${vendor.token.page}`,
    }));
}

function chosen({ botHost, workerHost, apiHost }: Partial<Values>): readonly (string | undefined)[] {
  return [botHost, workerHost, apiHost];
}
