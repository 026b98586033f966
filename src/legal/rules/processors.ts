/** Companies that receive data: those that code, env files and answers use, against those that the privacy policy names. */
import { type Project, recordPath, type TextFile } from '../project.ts';
import { holdsWith } from '../record.ts';
import type { Found, LegalRule } from '../rule.ts';

interface Company {
  /** As claims say it: `uses:stripe`. */
  id: string;
  /** A word of its name, as `processors.others` would have it. */
  name: RegExp;
  packages?: RegExp;
  /** Variables that are set only where it is used. */
  variables?: RegExp;
  /** In values of variables: where a database, a queue or a service runs. */
  values?: RegExp;
  /** Variables whose value would show it: one that points elsewhere says that the company is not used. */
  shownBy?: RegExp;
}

const hosts = ['botHost', 'workerHost', 'apiHost', 'dashboardHost'];

const companies: readonly Company[] = [
  { id: 'stripe', name: /stripe/i, packages: /^stripe$|^@stripe\//, variables: /^STRIPE_SECRET_KEY$/ },
  { id: 'discord', name: /discord/i, packages: /^discord\.js$|^@discordjs\// },
  { id: 'sentry', name: /sentry/i, packages: /^@sentry\//, variables: /^(NEXT_PUBLIC_)?SENTRY_DSN$/ },
  {
    id: 'google-analytics',
    name: /google/i,
    packages: /^@next\/third-parties$|^react-ga4?$/,
    variables: /^NEXT_PUBLIC_GA_ID$|^GA_API_SECRET$/,
  },
  { id: 'mongodb-atlas', name: /mongodb|atlas/i, values: /\.mongodb\.net\b/, shownBy: /^MONGODB_URI$/ },
  { id: 'upstash', name: /upstash/i, packages: /^@upstash\//, values: /\.upstash\.io\b/, shownBy: /^REDIS_URL$/ },
  { id: 'railway', name: /railway/i, values: /\.(up\.railway\.app|rlwy\.net)\b/ },
  { id: 'render', name: /render/i, values: /\.onrender\.com\b/ },
  { id: 'vercel', name: /vercel/i, values: /\.vercel\.app\b/ },
  { id: 'netlify', name: /netlify/i, values: /\.netlify\.app\b/ },
  { id: 'posthog', name: /posthog/i, packages: /^posthog-(js|node)$/ },
  { id: 'mixpanel', name: /mixpanel/i, packages: /^mixpanel(-browser)?$/ },
  { id: 'amplitude', name: /amplitude/i, packages: /^@amplitude\// },
  { id: 'datadog', name: /datadog/i, packages: /^dd-trace$|^@datadog\// },
  { id: 'new relic', name: /new ?relic/i, packages: /^newrelic$/ },
  { id: 'openai', name: /openai/i, packages: /^openai$|^@ai-sdk\/openai$/ },
  { id: 'anthropic', name: /anthropic/i, packages: /^@anthropic-ai\// },
  { id: 'sendgrid', name: /sendgrid|twilio/i, packages: /^@sendgrid\// },
  { id: 'resend', name: /resend/i, packages: /^resend$/ },
  { id: 'postmark', name: /postmark/i, packages: /^postmark$/ },
  { id: 'mailgun', name: /mailgun|sinch/i, packages: /^mailgun(\.js|-js)$/ },
  { id: 'supabase', name: /supabase/i, packages: /^@supabase\// },
  { id: 'firebase', name: /google|firebase/i, packages: /^firebase(-admin)?$/ },
  { id: 'hotjar', name: /hotjar|contentsquare/i, packages: /^@hotjar\// },
  { id: 'intercom', name: /intercom/i, packages: /^@intercom\// },
];

export const processorUnnamed: LegalRule = {
  id: 'processor-unnamed',
  title: 'A company receives data and no clause names it',
  reads: 'ours',
  kind: 'contradiction',
  why: 'people must be told who receives their data',
  source: 'GDPR art. 13(1)(e) and 28; Cal. Civ. Code § 1798.110(c); Stripe and Google ask for it in their own terms too',
  fix: 'name it under processors in site.config.json (others: anybody that k77 does not know) and run npm run legal; or stop using it',
  find(project) {
    const { record, settings } = project;
    if (!record.there) return [];
    const set = buildVariables(project);
    const named = ({ id, name }: Company, always: boolean): boolean =>
      settings.processors.others.some((other) => name.test(other.name)) ||
      record.claims.some((one) => one.claim === `uses:${id}` && (!always || holdsWith(one, set)));
    return companies.flatMap((company): Found[] => {
      const [use] = [...inEnv(project, company), ...inAnswers(project, company)];
      if (use && !named(company, true)) return [use];
      const [dependency] = inManifests(project, company);
      return dependency && !named(company, false) ? [dependency] : [];
    });
  },
};

export const processorUnused: LegalRule = {
  id: 'processor-unused',
  title: 'A clause names a company that receives nothing',
  reads: 'ours',
  kind: 'contradiction',
  why: 'a list that is not true is no information, and hides who really receives data',
  source: 'GDPR art. 5(1)(a), 12(1), 13(1)(e)',
  fix: 'correct processors in site.config.json and run npm run legal',
  find(project) {
    const set = buildVariables(project);
    return companies.flatMap((company): Found[] => {
      const claim = project.record.claims.find((one) => one.claim === `uses:${company.id}` && holdsWith(one, set));
      const saw = claim && reasonAgainst(project, company);
      return saw ? [{ path: recordPath, line: claim.line, clause: claim.clause, saw }] : [];
    });
  },
};

/** Undefined: it may well be used. Env files of a rehearsal say nothing: there everything runs on this machine. */
function reasonAgainst(project: Project, company: Company): string | undefined {
  if (company.packages && inManifests(project, company).length === 0 && inEnv(project, company).length === 0 && !company.values)
    return `uses:${company.id}, but no package.json asks for its package`;
  const shows = project.env.find(({ path, name }) => /\.env\.production\b/.test(path) && company.shownBy?.test(name));
  if (shows && company.values && !company.values.test(shows.value))
    return `uses:${company.id}, but ${shows.name} of ${shows.path} leads elsewhere`;
  const { hosting, dashboard } = project.settings.processors;
  const chosen = hosts.map((key) => project.answers[key]).filter((host) => typeof host === 'string');
  const complete = chosen.length === hosts.length;
  if (complete && (hosting.includes(company.id) || dashboard === company.id) && !chosen.includes(company.id) && isHost(company))
    return `uses:${company.id}, but k77.json lets nothing run there`;
  return undefined;
}

const isHost = ({ id }: Company): boolean => ['railway', 'render', 'vercel', 'netlify'].includes(id);

/** Those on which clauses of a page can depend. */
function buildVariables({ env }: Project): ReadonlySet<string> {
  return new Set(env.map(({ name }) => name).filter((name) => name.startsWith('NEXT_PUBLIC_')));
}

function inEnv({ env }: Project, { variables, values }: Company): Found[] {
  return env
    .filter(({ name, value }) => variables?.test(name) || values?.test(value))
    .map(({ path, line, name }) => ({ path, line, clause: 'privacy.processors', saw: `${name} is set` }));
}

function inAnswers({ files, answers }: Project, { id }: Company): Found[] {
  const key = hosts.find((host) => answers[host] === id);
  const lines = (files.get('k77.json') ?? '').split('\n');
  return key
    ? [
        {
          path: 'k77.json',
          line: lines.findIndex((line) => line.includes(`"${key}"`)) + 1,
          clause: 'privacy.processors',
          saw: `${key} is ${id}`,
        },
      ]
    : [];
}

function inManifests({ files }: Project, { packages }: Company): Found[] {
  return manifests(files).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index): Found[] => {
      const name = /^\s*"([^"]+)":\s*"[^"]*",?\s*$/.exec(line)?.[1];
      return name !== undefined && packages?.test(name)
        ? [{ path, line: index + 1, clause: 'privacy.processors', saw: `the package ${name}` }]
        : [];
    }),
  );
}

function manifests(files: Project['files']): TextFile[] {
  return [...files].filter(([path]) => /(^|\/)package\.json$/.test(path)).map(([path, text]) => ({ path, text }));
}
