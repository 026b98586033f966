/**
 * The template with the operator's answers in it: pure. Only the name of the package, `site.config.json`, `.env.example`, the README and the announcement depend on answers;
 * everything else is the template's text, byte for byte.
 */
import { announcement } from './announcement.ts';
import { envExample } from './env-example.ts';
import { readme } from './readme.ts';
import type { Template, TemplateFile } from './template.ts';

/** What the generated project says of its operator. Every value has a default in the template, so that it works before all is answered. */
export interface Answers {
  project: string;
  domain: string;
  /** Three letters, lower case. */
  currency?: string | undefined;
  /** In the smallest unit of the currency. */
  monthlyAmount?: number | undefined;
  yearlyAmount?: number | undefined;
}

export function render(template: Template, answers: Answers): Template {
  const changed: Readonly<Record<string, (text: string) => string>> = {
    'package.json': (text) => withName(text, answers),
    'package-lock.json': (text) => withName(text, answers),
    'site.config.json': (text) => siteConfig(text, answers),
  };
  const files = template.files.map((file) => ({ ...file, text: changed[file.path]?.(file.text) ?? file.text }));
  const made: TemplateFile[] = [
    { path: '.env.example', kind: 'lines', text: envExample() },
    { path: 'README.md', kind: 'text', text: readme(answers) },
    { path: 'docs/announcement.md', kind: 'seed', text: announcement(answers) },
  ];
  const paths = new Set(made.map(({ path }) => path));
  return { ...template, files: [...files.filter(({ path }) => !paths.has(path)), ...made] };
}

/** Beside the operator's own Python code: nothing depends on answers but the list of variables. */
export function renderPython(template: Template): Template {
  return { ...template, files: [...template.files, { path: '.env.example', kind: 'lines', text: envExample() }] };
}

/** A name that npm allows, made of the project's own. */
export function packageName(project: string): string {
  const plain = project
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'discord-bot' : plain.slice(0, 100);
}

/** The name stands at the top, and in a lock file once more for the root package. */
function withName(text: string, { project }: Answers): string {
  const manifest = JSON.parse(text) as { name: string; packages?: Record<string, { name?: string }> };
  manifest.name = packageName(project);
  const root = manifest.packages?.[''];
  if (root) root.name = manifest.name;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

interface SiteConfig {
  project: string;
  domain: string;
  mailboxes?: Record<string, string>;
  plans?: { currency: string; monthly: { amount: number }; yearly: { amount: number } };
  [section: string]: unknown;
}

function siteConfig(text: string, answers: Answers): string {
  const config = JSON.parse(text) as SiteConfig;
  const { project, domain, currency, monthlyAmount, yearlyAmount } = answers;
  const addresses = Object.keys(config.mailboxes ?? {}).map((name) => [name, `${name}@${domain}`] as const);
  const plans = config.plans && {
    ...config.plans,
    currency: currency ?? config.plans.currency,
    monthly: { ...config.plans.monthly, amount: monthlyAmount ?? config.plans.monthly.amount },
    yearly: { ...config.plans.yearly, amount: yearlyAmount ?? config.plans.yearly.amount },
  };
  const own = { project, domain, mailboxes: Object.fromEntries(addresses), ...(plans ? { plans } : {}) };
  return `${JSON.stringify({ ...config, ...own }, null, 2)}\n`;
}
