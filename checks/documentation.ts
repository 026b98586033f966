/**
 * Documentation · the documents of the project: there, and true. What they say is compared with Discord, with the pages that are served, with the env files and hosts.
 */
import { Routes } from 'discord.js';
import { type AnyCheck, type CheckContext, check } from '../src/core/check.ts';
import { services, type Values } from '../src/core/keys.ts';
import { hostNamed } from '../src/hosts/hosts.ts';
import { keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { keysOf, titles } from '../src/phases/6.5-bot/services.ts';
import { readWords } from '../src/probes/http/clauses.ts';
import { discord } from '../src/vendors/discord.ts';
import { internet } from '../src/vendors/internet.ts';
import { served } from './dashboard-served.ts';
import { apiDescribed, describedApi } from './documentation-api.ts';
import { absentIn, type Document, documentAt, few, placeholders } from './documents.ts';
import { isMade } from './hosting-seen.ts';
import { support } from './support.ts';
import { judge, unknown, wrongFor } from './verdict.ts';

const scaffold = 'k77 scaffold brings it back; what you changed in it stays';

const readme = check({
  id: 'docs.readme',
  section: 'Documentation',
  phase: '6.8',
  title: 'The README says what the project is and where it runs, and what it names is there',
  guide: ['post#127'],
  weight: 'warning',
  uses: [],
  needs: ['project', 'domain'],
  async probe(context) {
    const { project, domain } = context.values;
    const found = await documentAt(context.files, ['README.md', 'Readme.md', 'readme.md', 'README']);
    const [blank] = placeholders.exec(found?.text ?? '') ?? [];
    return judge(context, {
      wrong: found
        ? [
            !found.text.includes(project) && `${found.path} does not name ${project}`,
            !found.text.includes(domain) && `${found.path} does not name ${domain}`,
            blank && `${found.path} still says ${blank}`,
            ...(await absentIn(context.files, found)),
          ]
        : ['there is no README.md'],
      saw: `${found?.path}: ${project}, ${domain}, ${found?.text.split('\n').length} lines, every script and document that it names is there`,
      want: `the name ${project}, the address ${domain}, nothing that waits to be filled in, nothing named that there is not`,
      from: 'README.md, package.json and docs/',
      fix: scaffold,
    });
  },
});

/** As Discord has them, in all servers. */
async function registered(context: Pick<CheckContext, 'client'> & { values: Values<'DISCORD_CLIENT_ID'> }): Promise<string[]> {
  const there = (await context.client(discord).get(Routes.applicationCommands(context.values.DISCORD_CLIENT_ID))) as { name: string }[];
  return there.map(({ name }) => name).sort();
}

const features = check({
  id: 'docs.features',
  section: 'Documentation',
  phase: '6.8',
  title: 'The list of features names every command that Discord knows, and every switch',
  guide: ['post#128'],
  weight: 'warning',
  uses: [discord],
  needs: ['DISCORD_TOKEN', 'DISCORD_CLIENT_ID'],
  async probe(context) {
    const found = await documentAt(context.files, ['docs/features.md', 'docs/FEATURES.md', 'FEATURES.md']);
    const commands = await registered(context);
    const switches = await switchesIn(context);
    const untold = commands.filter((name) => !names(found, name));
    return judge(context, {
      wrong: found
        ? [
            untold.length > 0 && `${found.path} does not name /${few(untold).replaceAll(', ', ', /')}`,
            ...switches
              .filter((name) => !found.text.includes(`features.${name}`))
              .map((name) => `${found.path} says nothing of features.${name}`),
            ...(await absentIn(context.files, found)),
          ]
        : ['there is no docs/features.md'],
      saw: `${found?.path}: ${commands.length} commands, ${switches.length === 1 ? '1 switch' : `${switches.length} switches`} of site.config.json`,
      want: 'every command at Discord, and every switch under "features" of site.config.json',
      from: `${found?.path ?? 'docs/'} and Discord GET /applications/{id}/commands`,
      fix: 'npm run docs writes it anew from the code',
    });
  },
});

function names(found: Document | undefined, command: string): boolean {
  return new RegExp(`/${command}(?![\\w-])`).test(found?.text ?? '');
}

async function switchesIn({ files }: Pick<CheckContext, 'files'>): Promise<string[]> {
  try {
    const { features: on = {} } = JSON.parse((await files.read('site.config.json')) ?? '{}') as { features?: Record<string, unknown> };
    return Object.keys(on);
  } catch {
    return [];
  }
}

const commands = check({
  id: 'docs.commands',
  section: 'Documentation',
  phase: '6.8',
  title: 'The published list of commands is the one that Discord has',
  guide: ['post#130'],
  weight: 'warning',
  uses: [discord, internet],
  needs: ['DISCORD_TOKEN', 'DISCORD_CLIENT_ID', 'domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const found = await documentAt(context.files, ['docs/commands.md', 'docs/COMMANDS.md', 'COMMANDS.md']);
    const [known, { pages }, off] = await Promise.all([registered(context), served(context, domain), switchedOff(context)]);
    const page = pages.find(({ path }) => path === '/commands');
    const words = page?.status === 200 ? readWords(page.html).text : undefined;
    const told = commandsIn(found?.text ?? '');
    const stale = told.filter((name) => !known.includes(name) && !off.includes(name));
    const [untold, unshown] = [known.filter((name) => !told.includes(name)), known.filter((name) => !words?.includes(`/${name}`))];
    return judge(context, {
      wrong: [
        known.length === 0 && 'Discord knows no command of this application',
        !found && 'there is no docs/commands.md',
        found && untold.length > 0 && `${found.path} does not name /${few(untold).replaceAll(', ', ', /')}`,
        stale.length > 0 && `${found?.path} names /${few(stale).replaceAll(', ', ', /')}, which Discord does not know`,
        words === undefined &&
          `https://${domain}/commands ${page?.status ? `answers ${page.status}` : (page?.failure ?? 'is no page of the site')}`,
        words !== undefined && unshown.length > 0 && `https://${domain}/commands does not show /${few(unshown).replaceAll(', ', ', /')}`,
      ],
      saw: `/${known.join(', /')}: at Discord, in ${found?.path} and at https://${domain}/commands`,
      want: 'the same commands at Discord, in docs/commands.md and on the page',
      from: `Discord GET /applications/{id}/commands, docs/commands.md, GET https://${domain}/commands`,
      fix: 'npm run docs, then k77 deploy 6.5 6.6: the page is built from docs/commands.json',
    });
  },
});

/** One heading each. What is registered in one server only stands below a heading of its own. */
function commandsIn(text: string): string[] {
  const [everywhere = ''] = text.split(/^## In the support server/m);
  return [...everywhere.matchAll(/^#{2,4} `?\/([\w-]+)`?/gm)].map(([, name = '']) => name).sort();
}

/** Commands of features that are off: documented, and not registered. */
async function switchedOff({ files }: Pick<CheckContext, 'files'>): Promise<string[]> {
  try {
    const list = JSON.parse((await files.read('docs/commands.json')) ?? '{}') as { commands?: { name: string; feature?: string | null }[] };
    const site = JSON.parse((await files.read('site.config.json')) ?? '{}') as { features?: Record<string, boolean> };
    return (list.commands ?? []).filter(({ feature }) => feature && site.features?.[feature] === false).map(({ name }) => name);
  } catch {
    return [];
  }
}

const dashboard = check({
  id: 'docs.dashboard',
  section: 'Documentation',
  phase: '6.8',
  title: 'The guide to the dashboard names pages and routes that there are',
  guide: ['post#129'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_SERVICE'],
  tolerates: ['DASHBOARD_DEPLOYED', 'API_DEPLOYED'],
  async probe(context) {
    const { domain } = context.values;
    const found = await documentAt(context.files, ['docs/dashboard.md', 'docs/DASHBOARD.md', 'docs/dashboard-guide.md']);
    const [{ pages }, api] = await Promise.all([served(context, domain), describedApi(context)]);
    const guided = [...new Set([...(found?.text ?? '').matchAll(/^\| `(\/[\w/-]*)` \|/gm)].map(([, path = '']) => path))];
    const statuses = guided.map((path) => ({ path, page: pages.find((one) => one.path === path) }));
    const routes = (api.document?.operations ?? []).map(({ path }) => path);
    const untold = [...new Set(routes)].filter((path) => !found?.text.includes(path.replace(/\{(\w+)\}/g, ':$1')));
    const wrong = found
      ? [
          guided.length === 0 && `${found.path} tells people of no page`,
          ...statuses.map(
            ({ path, page }) => page?.status !== 200 && `${found.path} names ${path}, which answers ${page?.status ?? 'nothing'}`,
          ),
          untold.length > 0 && `${found.path} says nothing of ${few(untold)}`,
          ...(await absentIn(context.files, found)),
        ]
      : ['there is no docs/dashboard.md'];
    if (!wrong.some(Boolean) && api.document === undefined)
      return unknown(`what ${found?.path} says of pages is so; what it says of the API cannot be compared now: docs.api tells why`);
    return judge(context, {
      wrong,
      saw: `${found?.path}: ${guided.join(', ')}, each served; ${new Set(routes).size} routes of the API`,
      want: 'pages that are served, and every route that the API describes',
      from: `${found?.path ?? 'docs/'}, the pages of https://${domain}, /openapi.json of the API`,
      fix: scaffold,
    });
  },
});

const environment = check({
  id: 'docs.environment',
  section: 'Documentation',
  phase: '6.8',
  title: 'Every variable of the services is documented, and no value',
  guide: ['post#133'],
  weight: 'warning',
  uses: [],
  needs: [],
  async probe(context) {
    const found = await documentAt(context.files, ['docs/environment.md', 'docs/ENVIRONMENT.md', '.env.example']);
    const files = (await context.envFiles()).filter(({ exists }) => exists);
    if (files.length === 0) return unknown('there is no env file yet: k77 deploy writes them');
    const texts = await Promise.all(files.map(async ({ path }) => (await context.files.read(path)) ?? ''));
    const variables = [...new Set(texts.flatMap(namesIn))].sort();
    const untold = variables.filter((name) => !new RegExp(`\\b${name}\\b`).test(found?.text ?? ''));
    const leaks = found ? await context.leaksIn([found]) : undefined;
    return judge(context, {
      wrong: found
        ? [
            untold.length > 0 && `${found.path} says nothing of ${few(untold)}`,
            ...(leaks?.found ?? []).map(({ line, rule }) => `${found.path}:${line} holds a secret (${rule})`),
            ...(await absentIn(context.files, found)),
          ]
        : ['there is no docs/environment.md'],
      saw: `${found?.path}: all ${variables.length} variables of ${files.length} env files, and no secret`,
      want: 'each name that stands in an env file, and no value of one',
      from: `${found?.path ?? 'docs/'} and the names in ${files.map(({ path }) => path).join(', ')}`,
      fix: 'npm run docs writes it anew; a variable of your own belongs into packages/config/src/env-schemas.ts',
    });
  },
});

function namesIn(text: string): string[] {
  return [...text.matchAll(/^(?:export )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);
}

const operations = check({
  id: 'docs.operations',
  section: 'Documentation',
  phase: '6.8',
  title: 'How to deploy it, and what to do when it does not run, is written down for the hosts that you use',
  guide: ['post#134', 'post#135'],
  weight: 'warning',
  uses: [],
  needs: [],
  tolerates: services.flatMap(keysAt),
  async probe(context) {
    const { files, values } = context;
    const [deployment, trouble] = await Promise.all([
      documentAt(files, ['docs/deployment.md', 'docs/DEPLOYMENT.md', 'DEPLOYMENT.md']),
      documentAt(files, ['docs/troubleshooting.md', 'docs/TROUBLESHOOTING.md', 'TROUBLESHOOTING.md']),
    ]);
    const made = services.filter((service) => isMade(service, values));
    const hosts = made.map((service) => ({ service, title: hostNamed(String(values[keysOf[service].host])).title }));
    const missing = hosts.filter(({ title }) => !deployment?.text.includes(title));
    const entries = [...(trouble?.text ?? '').matchAll(/^(?:#{2,4} |\*\*|- \*\*)\S/gm)].length;
    return judge(context, {
      wrong: [
        wrongFor(['post#134'], !deployment && 'there is no docs/deployment.md'),
        ...missing.map(({ service, title }) =>
          wrongFor(['post#134'], deployment && `${deployment.path} says nothing of ${title}, where the ${titles[service]} runs`),
        ),
        ...(deployment ? await absentIn(files, deployment) : []).map((says) => wrongFor(['post#134'], says)),
        wrongFor(['post#135'], !trouble && 'there is no docs/troubleshooting.md'),
        wrongFor(['post#135'], trouble && entries < fewest && `${trouble.path} tells of ${entries} troubles`),
        ...(trouble ? await absentIn(files, trouble) : []).map((says) => wrongFor(['post#135'], says)),
      ],
      saw: `${deployment?.path}: ${[...new Set(hosts.map(({ title }) => title))].join(', ') || 'no host yet'}; ${trouble?.path}: ${entries} troubles with their remedies`,
      want: `each host in use, at least ${fewest} troubles, and nothing named that there is not`,
      from: 'docs/deployment.md, docs/troubleshooting.md and package.json',
      fix: scaffold,
    });
  },
});

/** Troubles that a document tells of before it is one. */
const fewest = 5;

export const documentation: readonly AnyCheck[] = [
  readme,
  features,
  dashboard,
  commands,
  apiDescribed,
  environment,
  operations,
  ...support,
];
