/**
 * What the deployment guide contains: 78 steps, 355 checkboxes, 9 runbooks. Ids and sections are the guide's; the words are ours.
 * `engine/guide.ts` tells what covers each of them, `engine/verify.ts` gives each box the worst state of its checks.
 */
import type { BoxId, GuidePart, StepId } from './guide.ts';
import type { PhaseNumber } from './phase.ts';

export interface GuideStep {
  id: StepId;
  phase: PhaseNumber;
  title: string;
}

export interface GuideBox {
  id: BoxId;
  part: GuidePart;
  section: string;
  /** The box above it that stands for several: it takes the worst state of them. */
  group?: BoxId;
  /** Present on a box that stands for several. */
  items?: readonly BoxId[];
}

/** In the guide's order: the n-th title of a phase is its n-th step. */
const titles: Readonly<Record<PhaseNumber, readonly string[]>> = {
  '6.1': [
    'Let the account take real payments',
    'Fetch the keys',
    'Point a webhook at the API',
    'Put the values where the services read them',
    'Create the products and their prices',
    'Decide on refunds',
    'Collect tax, where wanted',
    'Rehearse a payment from end to end',
    'Build the pages after checkout',
    'Watch the money',
  ],
  '6.2': [
    'Create the cluster',
    'Lock it down',
    'Learn the connection string',
    'Back it up by itself',
    'Create the indexes',
    'Watch its performance',
    'Move existing data',
    'Prove that services connect',
  ],
  '6.3': [
    'Create the database',
    'Learn the connection details',
    'Put the values where the services read them',
    'Keep data over restarts',
    'Set how long each kind of entry lives',
    'Limit request rates',
    'Watch usage',
    'Prove that services connect',
    'Make it fast',
    'Decide what is backed up',
  ],
  '6.4': [
    'Own a domain',
    'Hand its DNS to Cloudflare',
    'Create the records',
    'Get certificates',
    'Move the Discord login to the domain',
    'Send everybody to HTTPS',
    'Move the Stripe webhook to the domain',
    'Say which origins may call the API',
    'Prove domain and certificates',
    'Receive mail, where wanted',
  ],
  '6.5': [
    'Open the hosting account',
    'Deploy the bot from its repository',
    'Give the bot its values',
    'Say how the bot starts',
    'Run it as a worker',
    'Deploy and watch it come up',
    'Let it restart by itself',
    'Watch memory and CPU',
    'Announce deployments, where wanted',
    'Decide what is backed up',
  ],
  '6.6': [
    'Deploy the API',
    'Give the API its values',
    'Say how the API starts',
    'Give the API its domain',
    'Open the frontend account',
    'Deploy the dashboard',
    'Give the dashboard its values',
    'Configure its build',
    'Release it',
    'Give the dashboard its domain',
    'Get its certificate',
    'Make the build small',
    'Preview every change',
    'Protect previews, where wanted',
    'Measure its speed',
  ],
  '6.7': [
    'Catch errors of bot and API',
    'Catch errors of the dashboard',
    'Prove that errors arrive',
    'Watch from outside',
    'Route alerts to people',
    'Publish a status page',
    'Open an analytics property',
    'Measure visits with consent',
    'Measure what visitors do',
    'Gather the logs',
  ],
  '6.8': ['Terms of service', 'Privacy policy', 'Refund policy', 'Cookie policy', 'Ask for cookie consent'],
};

/** Runs of boxes in the guide's order. A number is a run of plain boxes; `group(n)` is one box that stands for the n after it. */
const runs: readonly (readonly [part: GuidePart, section: string, ...lengths: (number | Group)[]])[] = [
  ['pre', 'Accounts', 8],
  ['pre', 'Tools', 5],
  ['6.1', 'Secrets', 4],
  ['6.1', 'Payment flow', 9],
  ['6.1', 'Completion', 10],
  ['6.2', 'Completion', 11],
  ['6.3', 'Completion', 12],
  ['6.4', 'DNS and certificates', 8],
  ['6.4', 'Completion', 16],
  ['6.5', 'Completion', 15],
  ['6.6', 'API', 9],
  ['6.6', 'Dashboard', 10],
  ['6.6', 'Integration', 9],
  ['6.7', 'Errors', 8],
  ['6.7', 'Uptime', 6],
  ['6.7', 'Analytics', 6],
  ['6.7', 'Logs', 6],
  ['6.8', 'Documents', 5],
  ['6.8', 'GDPR', 7],
  ['6.8', 'CCPA', 5],
  ['6.8', 'Pages', 5],
  ['6.8', 'Stripe', 4],
  ['6.8', 'Discord', 4],
  ['6.8', 'Further documents', 4],
  ['post', 'Infrastructure', group(5), group(5), group(5), group(5)],
  ['post', 'Services', group(6), group(6), group(6)],
  ['post', 'Monitoring', group(5), group(4), group(4), group(3)],
  ['post', 'Security', group(4), group(4), group(4)],
  ['post', 'Legal & Compliance', group(4), group(4), group(4)],
  ['post', 'Testing', group(5), group(4), group(4)],
  ['post', 'Integrations', group(4), group(4), group(3)],
  ['post', 'Documentation', group(4), group(4), group(4)],
  ['post', 'Marketing & Launch', group(4), group(4), group(4), group(4)],
  ['rollback', 'After a rollback', 9],
];

/** The eight phases with the guide's own estimates. */
export const guidePhases: readonly { number: PhaseNumber; title: string; estimate: string }[] = [
  { number: '6.1', title: 'Stripe', estimate: '1 day' },
  { number: '6.2', title: 'MongoDB', estimate: '1 day' },
  { number: '6.3', title: 'Redis', estimate: '1 day' },
  { number: '6.4', title: 'Domain and certificates', estimate: '1 day' },
  { number: '6.5', title: 'Bot', estimate: '1 to 2 days' },
  { number: '6.6', title: 'API and dashboard', estimate: '1 to 2 days' },
  { number: '6.7', title: 'Monitoring', estimate: '2 days' },
  { number: '6.8', title: 'Legal pages', estimate: '2 to 3 days' },
];

/** The nine runbooks, in the guide's order. */
export const guideScenarios: readonly string[] = [
  'The bot is down and will not start',
  'The database cannot be reached',
  'Payments fail',
  'Errors pile up',
  'Everything is slow',
  'Domain or certificate is broken',
  'Data is damaged or lost',
  'Somebody broke in',
  'A hosting provider is down',
];

export const guideSteps: readonly GuideStep[] = (Object.entries(titles) as [PhaseNumber, readonly string[]][]).flatMap(([phase, list]) =>
  list.map((title, index): GuideStep => ({ id: `${phase}/${index + 1}`, phase, title })),
);

export const guideBoxes: readonly GuideBox[] = expand();

/** The boxes that a box stands for: its items when it is a group, else itself. */
export function itemsOf(id: BoxId): readonly BoxId[] {
  return guideBoxes.find((box) => box.id === id)?.items ?? [id];
}

interface Group {
  items: number;
}

function group(items: number): Group {
  return { items };
}

function expand(): readonly GuideBox[] {
  const boxes: GuideBox[] = [];
  const last = new Map<GuidePart, number>();
  for (const [part, section, ...lengths] of runs) {
    const next = (): BoxId => {
      const number = (last.get(part) ?? 0) + 1;
      last.set(part, number);
      return `${part}#${String(number).padStart(3, '0')}`;
    };
    for (const length of lengths) {
      if (typeof length === 'number') {
        for (let i = 0; i < length; i++) boxes.push({ id: next(), part, section });
        continue;
      }
      const head = next();
      const items = Array.from({ length: length.items }, next);
      boxes.push({ id: head, part, section, items }, ...items.map((id): GuideBox => ({ id, part, section, group: head })));
    }
  }
  return boxes;
}
