/**
 * What only the operator knows about measuring visits.
 */
import { nameThere, type Question } from '../../../core/phase.ts';
import { keyPage } from '../../../vendors/google-analytics.ts';
import { readServiceAccount } from '../../../vendors/google-analytics-key.ts';

const withGoogle: Question['when'] = ({ analytics }) => analytics === 'google';

export const questions: readonly Question[] = [
  {
    key: 'analytics',
    ask: 'Who shall count visits?',
    why: 'Nothing is loaded and nothing is told before a visitor has allowed it. Without it the site works the same, and has less to ask.',
    kind: 'choice',
    choices: [
      { value: 'google', name: 'Google Analytics 4: free, with purchases told by the server' },
      { value: 'none', name: 'nobody' },
    ],
    default: () => 'google',
    sandbox: 'google',
    guide: ['6.7/7', 'pre#008'],
  },
  {
    key: 'GOOGLE_SERVICE_ACCOUNT',
    ask: 'Path of the service account’s key file',
    why: 'Google Cloud → a project → APIs & Services: switch "Google Analytics Admin API" and "Google Analytics Data API" on. Then IAM → Service accounts: create one without any role; Keys → Add key → JSON downloads the file. k77 keeps its text (0600); delete the file afterwards.',
    where: keyPage,
    kind: 'secret',
    file: true,
    when: withGoogle,
    sandbox: 'world:google-analytics.serviceAccount',
    guide: ['6.7/7'],
    check: (answer) => {
      const key = readServiceAccount(answer);
      return typeof key === 'string' ? key : true;
    },
  },
  {
    key: 'analyticsAccount',
    ask: 'Number of your account at Google Analytics (empty: the only one that the service account sees)',
    where: 'https://analytics.google.com/analytics/web/#/admin',
    kind: 'text',
    optional: true,
    when: withGoogle,
    check: (answer) => /^\d{1,12}$/.test(answer) || 'a number: Admin → Account details → Account ID',
  },
  {
    key: 'analyticsTimeZone',
    ask: 'Time zone of the reports',
    why: 'Where a day begins. It can be changed later; days that were counted stay as they are.',
    kind: 'text',
    when: withGoogle,
    default: () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'Etc/UTC',
    sandbox: 'Europe/Berlin',
    check: (answer) => isTimeZone(answer) || 'a name such as Europe/Berlin or America/New_York',
  },
  {
    key: 'analyticsMonths',
    ask: 'How long may Google keep what belongs to a single visitor?',
    why: 'Sums stay for ever either way. The less, the easier to defend; your privacy page tells the figure.',
    kind: 'choice',
    choices: [
      { value: '2', name: '2 months' },
      { value: '14', name: '14 months: whoever compares with last year needs it' },
    ],
    when: withGoogle,
    default: () => '2',
    sandbox: '2',
  },
  {
    key: 'analyticsTerms',
    ask: 'Do you acknowledge that your visitors are told of the measuring, and have allowed it?',
    why: 'Google wants this said by you before it gives out the secret with which the server tells of purchases. The generated pages tell and ask; a site of your own has to. With "no" everything works but the purchases.',
    where: 'https://support.google.com/analytics/answer/9164320',
    kind: 'yes-no',
    when: withGoogle,
    default: () => 'yes',
    sandbox: 'yes',
    guide: ['6.7/9'],
  },
  {
    key: 'vercelAnalytics',
    ask: 'What shall Vercel measure, once visitors allow it?',
    why: 'Without cookies, and shown in Vercel’s own dashboard. On Pro both cost extra; Speed Insights by the month for each project.',
    where: 'https://vercel.com/docs/analytics/limits-and-pricing',
    kind: 'choice',
    choices: [
      { value: 'none', name: 'nothing' },
      { value: 'visits', name: 'visits (Web Analytics)' },
      { value: 'speed', name: 'how fast pages are (Speed Insights)' },
      { value: 'both', name: 'both' },
    ],
    when: ({ dashboardHost }) => dashboardHost === 'vercel',
    default: () => 'none',
    sandbox: 'both',
    guide: ['6.6/12', '6.6/15'],
  },
  nameThere('analyticsProperty', 'Name of the property that is there'),
];

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z_+\-0-9]+(\/[A-Za-z_+\-0-9]+)*$/.test(name);
  } catch {
    return false;
  }
}
