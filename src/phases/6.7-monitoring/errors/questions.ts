/** What only the operator knows about Sentry. */
import { nameThere, type Question } from '../../../core/phase.ts';
import { sentry } from '../../../vendors/sentry.ts';

const wanted: NonNullable<Question['when']> = ({ errorTracker }) => errorTracker !== 'none';

export const questions: readonly Question[] = [
  {
    key: 'errorTracker',
    guide: ['6.7/1', '6.7/2'],
    ask: 'Who gathers the errors of your services?',
    why: 'Sentry is free for 5,000 errors a month. Without it an error stands in the log of its host, and in Discord where a log channel is set up.',
    kind: 'choice',
    choices: [
      { value: 'sentry', name: 'Sentry' },
      { value: 'none', name: 'nobody' },
    ],
    default: () => 'sentry',
    sandbox: 'sentry',
  },
  {
    key: 'SENTRY_TOKEN',
    ask: 'Token of an internal integration at Sentry',
    why: 'Permissions: Organization, Project, Team and Alerts with Read & Write, Issue & Event with Read; everything else No Access. It is shown once.',
    where: sentry.token.page,
    kind: 'secret',
    when: wanted,
    sandbox: 'world:sentry.token',
    check: (answer) =>
      /^sntrys_/.test(answer)
        ? 'that is an organization token, which may only upload: make an internal integration and copy its token'
        : /^(sntry[ui]_)?[\da-f]{64}$/.test(answer) || 'copy the whole token: 64 hexadecimal digits, most begin with sntryi_',
  },
  nameThere(
    'sentryOrganization',
    'Slug of the organization at Sentry',
    (answer) => /^[a-z\d][a-z\d-]*$/.test(answer) || 'as in <slug>.sentry.io',
  ),
  {
    key: 'sentryProjects',
    ask: 'Projects at Sentry',
    why: 'The worker reports to the bot’s. All of an organization share one quota.',
    kind: 'choice',
    choices: [
      { value: 'each', name: 'one for each of bot, API and dashboard' },
      { value: 'one', name: 'one for all, told apart by a tag' },
    ],
    default: () => 'each',
    when: wanted,
    sandbox: 'each',
  },
  {
    key: 'SENTRY_AUTH_TOKEN',
    guide: ['6.7/2'],
    settings: [
      { id: '6.7/2:auth-token', says: 'SENTRY_AUTH_TOKEN, an organization token made by hand; only builds of the dashboard get it' },
    ],
    ask: 'Organization token for source maps of the dashboard (may stay empty)',
    why: 'With it builds upload source maps, and errors in browsers show your own lines. It may do nothing else, and only builds get it.',
    where: 'https://sentry.io/orgredirect/organizations/:orgslug/settings/auth-tokens/',
    kind: 'secret',
    optional: true,
    when: wanted,
    check: (answer) => answer === '' || /^sntrys_[\w+/=-]{40,}$/.test(answer) || 'it begins with sntrys_; copy the whole of it',
  },
];
