/**
 * What only the operator knows about the dashboard's host.
 */
import type { Question } from '../../core/phase.ts';
import { hostNamed, hosts, hostsFor } from '../../hosts/hosts.ts';
import { offerOf } from '../6.5-bot/host-questions.ts';
import { dashboardNameQuestions } from '../6.5-bot/names.ts';

const vercelIsKnown = hosts.some(({ id }) => id === 'vercel');
const netlifyIsKnown = hosts.some(({ id }) => id === 'netlify');

export const questions: readonly Question[] = [
  {
    key: 'dashboardHost',
    ask: 'Where shall the dashboard run?',
    why: 'Vercel’s free plan (Hobby) is for non-commercial use only: a dashboard that sells Premium needs Pro, $20 a month.',
    kind: 'choice',
    choices: hostsFor('dashboard').map((host) => ({ value: host.id, name: offerOf(host) })),
    default: () => hostsFor('dashboard')[0]?.id,
    sandbox: 'vercel',
    guide: ['6.6/5', '6.6#010'],
    settings: [
      { id: '6.6/5:account', says: 'an account at Vercel; k77 works with a token of it' },
      { id: '6.6/5:plan', says: 'Pro: the free plan forbids whoever takes payments' },
    ],
  },
  ...(vercelIsKnown ? vercelQuestions() : []),
  ...(netlifyIsKnown ? netlifyQuestions() : []),
  {
    key: 'STRIPE_TEST_PUBLISHABLE_KEY',
    ask: 'Publishable key of Stripe’s test mode, for previews (empty: previews sell nothing)',
    why: 'Previews never get live keys.',
    where: 'https://dashboard.stripe.com/test/apikeys',
    kind: 'text',
    optional: true,
    when: ({ STRIPE_PUBLISHABLE_KEY }) => STRIPE_PUBLISHABLE_KEY?.startsWith('pk_live_') === true,
    guide: ['6.6/7'],
    check: (answer) => /^pk_test_\w{8,}$/.test(answer) || 'it begins with pk_test_',
  },
  ...dashboardNameQuestions,
];

function vercelQuestions(): Question[] {
  const { vendor } = hostNamed('vercel');
  return [
    {
      key: 'VERCEL_TOKEN',
      ask: 'Vercel token',
      ...(vendor.token.note === undefined ? {} : { why: vendor.token.note }),
      where: vendor.token.page,
      kind: 'secret',
      when: ({ dashboardHost }) => dashboardHost === 'vercel',
      sandbox: 'world:vercel.token',
      guide: ['6.6/5', 'pre#006'],
      check: (answer) => /^[\w.-]{16,200}$/.test(answer) || `copy the whole token from ${vendor.token.page}`,
    },
    {
      key: 'VERCEL_TEAM',
      ask: 'Team at Vercel that owns the dashboard (its slug; empty: your own account)',
      why: 'A Pro plan belongs to a team.',
      where: 'https://vercel.com/account',
      kind: 'text',
      optional: true,
      when: ({ dashboardHost }) => dashboardHost === 'vercel',
      check: (answer) => /^[\w-]{1,100}$/.test(answer) || 'the last part of https://vercel.com/<team>, or an id such as team_…',
    },
  ];
}

function netlifyQuestions(): Question[] {
  const { vendor } = hostNamed('netlify');
  const when: Question['when'] = ({ dashboardHost }) => dashboardHost === 'netlify';
  return [
    {
      key: 'NETLIFY_TOKEN',
      ask: 'Netlify token',
      ...(vendor.token.note === undefined ? {} : { why: vendor.token.note }),
      where: vendor.token.page,
      kind: 'secret',
      when,
      sandbox: 'world:netlify.token',
      guide: ['6.6/5', 'pre#006'],
      check: (answer) => /^[\w.-]{16,200}$/.test(answer) || `copy the whole token from ${vendor.token.page}`,
    },
    {
      key: 'NETLIFY_TEAM',
      ask: 'Team at Netlify that owns the dashboard (its slug; empty: your only one)',
      why: 'A plan belongs to a team, and its sites share the credits.',
      where: 'https://app.netlify.com/teams',
      kind: 'text',
      optional: true,
      when,
      check: (answer) => /^[\w-]{1,100}$/.test(answer) || 'the last part of https://app.netlify.com/teams/<team>, or its id',
    },
    {
      key: 'NETLIFY_INSTALLATION',
      ask: 'Number of Netlify’s app on GitHub (empty: another site of the team has a repository of the same owner)',
      why: 'Netlify’s API does not tell it, and connects no repository without it.',
      where: 'https://github.com/apps/netlify/installations/new',
      kind: 'text',
      optional: true,
      when,
      sandbox: 'world:netlify.installation',
      check: (answer) =>
        /^\d{3,12}$/.test(answer) ||
        'the number at the end of the address of its page on GitHub: Settings → Applications → Netlify → Configure',
    },
  ];
}
