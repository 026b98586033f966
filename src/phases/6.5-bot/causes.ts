/**
 * What stops a deployment, by what stands in a log: the words of Node.js, npm, TypeScript, Next.js, the drivers, the hosts and the template. First match counts, so the
 * particular comes before the general.
 */
import type { Failed } from './diagnosis.ts';

export interface Cause {
  says: RegExp;
  /** Only in this log; both unless told. */
  only?: 'build' | 'run';
  tell(about: Failed & { name: string; found: RegExpExecArray }): { what: string; fix: string; see?: string };
}

const again = 'then run the same command again';

const repository: Cause = {
  says: /(does not have|no|lost) access to (the |this )?repo|repository (was |is )?not (found|accessible)|could not (clone|read from) (the |remote )?repository|unable to (clone|access) .*github|repo(sitory)? .*(not found|could not be found)/i,
  tell: ({ host, repository: name }) => ({
    what: `${host.title} cannot read ${name}`,
    fix: `${host.accessSteps(name).join('\n')}\n${again}`,
    see: host.pages.access,
  }),
};

const commit: Cause = {
  says: /commit .*(not found|does not exist)|reference is not a tree|no such (ref|commit)/i,
  tell: ({ repository: name }) => ({
    what: `the commit is not in ${name}`,
    fix: `npx k77 deploy --only code.committed --only code.pushed pushes it; ${again}`,
  }),
};

const root: Cause = {
  says: /root ?directory ["'`]?([\w./-]+)["'`]? (does not exist|was not found|not found|missing)|(?:no such|missing) root ?directory/i,
  tell: ({ found }) => ({
    what: `the repository has no folder ${found[1] ?? ''}`.trim(),
    fix: `commit and push the whole project (npx k77 scaffold --check shows what is missing), ${again}`,
  }),
};

/** Guide 6.5/6, first cause. The template names every variable at once, on stderr. */
const variables: Cause = {
  says: /The (?:bot|worker|api|dashboard) cannot start:\n((?:\s+\S.*\n?)+)|(?:Error|KeyError): ['"]?([A-Z][A-Z0-9_]{2,})['"]?(?: not found| is missing| is not set|\s*$)/m,
  tell: ({ found, service }) => {
    const lines = (found[1] ?? '').split('\n').flatMap((line) => line.trim() || []);
    const named = lines.length > 0 ? lines.join('; ') : `${found[2]} is missing`;
    return {
      what: `its variables are not right: ${named}`,
      fix: `npx k77 deploy --only ${service}.variables --only ${service}.deployed sets them and deploys again`,
    };
  },
};

/** Second cause. */
const modules: Cause = {
  says: /(?:Cannot find (?:module|package)|ModuleNotFoundError: No module named|Module not found: (?:Error: )?Can't resolve) ['"]?([^'"\s]+)/,
  tell: ({ found }) => {
    const python = found[0].startsWith('ModuleNotFound');
    const own = /^[./]|dist\//.test(found[1] ?? '');
    return {
      what: `the module ${found[1]} is not there`,
      fix: python
        ? `name it in requirements.txt at the top of the repository, push, ${again}`
        : own
          ? `it is built by "npm run build": run that on your machine, mend what it says, push, ${again}`
          : `npm install ${found[1]}, commit package.json and package-lock.json, push, ${again}`,
    };
  },
};

/** Third cause: the list of addresses, or the login. */
const mongoLogin: Cause = {
  says: /bad auth|Authentication failed.*(mongo|scram)|AuthenticationFailed|user is not allowed to do action/i,
  tell: ({ service }) => ({
    what: 'MongoDB refuses user and password',
    fix: `npx k77 deploy 6.2 sets them anew; then npx k77 deploy --only ${service}.variables --only ${service}.deployed`,
  }),
};
const mongo: Cause = {
  says: /MongoServerSelectionError|MongoNetworkError|MongoTopologyClosed|IP (address )?.*(whitelist|access list)|(mongodb|MONGODB_URI|database).*(ECONNREFUSED|ETIMEDOUT|ENOTFOUND|timed out|does not answer|cannot be reached)/i,
  tell: () => ({
    what: 'MongoDB lets it not in: the addresses of this host are not on the access list of Atlas, or the cluster is paused',
    fix: 'npx k77 deploy 6.2 --set databaseAccess=0.0.0.0/0 (or the fixed addresses of the host), then npx k77 deploy',
    see: 'https://cloud.mongodb.com/v2#/security/network/accessList',
  }),
};

/** Fourth cause: TLS, or the password. */
const redis: Cause = {
  says: /WRONGPASS|NOAUTH|MaxRetriesPerRequestError|Redis does not answer|ECONNREFUSED.*:6379|max (daily )?requests? limit exceeded|(redis|REDIS_\w*URL).*(ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|refused|closed)/i,
  tell: ({ found, service }) => ({
    what: /limit exceeded/i.test(found[0])
      ? 'Redis counts no more commands this month'
      : 'Redis refuses it: REDIS_URL has to begin with rediss:// (TLS) and hold today’s password',
    fix: /limit exceeded/i.test(found[0])
      ? 'npx k77 deploy 6.3 --set redisPlan=payg, then npx k77 deploy'
      : `npx k77 deploy 6.3 writes it anew; then npx k77 deploy --only ${service}.variables --only ${service}.deployed`,
    see: 'https://console.upstash.com/redis',
  }),
};

const discordToken: Cause = {
  says: /Discord refuses the token|An invalid token was provided|TokenInvalid|4004.*Authentication failed/i,
  tell: () => ({
    what: 'Discord refuses the token of the bot',
    fix: 'take a new one (Bot → Reset Token), put it into .k77/credentials as DISCORD_TOKEN, then npx k77 deploy 6.5',
    see: 'https://discord.com/developers/applications',
  }),
};
const discordIntents: Cause = {
  says: /(disallowed|privileged) (gateway )?intents?|Used disallowed intents|4014/i,
  tell: () => ({
    what: 'the bot asks for privileged intents that are not switched on',
    fix: `Bot → Privileged Gateway Intents: switch on those that its features need, or switch the features off in site.config.json; ${again}`,
    see: 'https://discord.com/developers/applications',
  }),
};

const siteConfig: Cause = {
  says: /SiteConfigError[^\n]*|site\.config\.json:? [^\n]*(unknown|invalid|missing|expected|is no)[^\n]*/i,
  tell: ({ found }) => ({ what: `site.config.json is not right: ${found[0].slice(0, 200)}`, fix: `mend it, commit, push, ${again}` }),
};

const memory: Cause = {
  says: /heap out of memory|out of memory|OOMKilled|ENOMEM|exit(?:ed)?(?: with)?(?: code)? 137/i,
  tell: ({ service }) => ({
    what: 'its memory was not enough',
    fix: service === 'bot' ? 'npx k77 deploy 6.5 --set botMemory=1024' : `look at what it builds or holds; ${again}`,
  }),
};

const lockFile: Cause = {
  only: 'build',
  says: /npm (?:ERR!|error).*(?:package-lock\.json.*(?:in sync|not in sync)|can only install with an existing package-lock)|EUSAGE/i,
  tell: () => ({ what: 'package.json and package-lock.json do not agree', fix: `npm install, commit package-lock.json, push, ${again}` }),
};
const install: Cause = {
  only: 'build',
  says: /npm (?:ERR!|error) (?:code )?(E\w+)[^\n]*|(?:pip|uv).*(?:No matching distribution|Could not find a version)[^\n]*/i,
  tell: ({ found }) => ({
    what: `its packages were not installed: ${found[0].slice(0, 160)}`,
    fix: `npm ci on your machine shows the same; mend it, commit, push, ${again}`,
  }),
};
const build: Cause = {
  only: 'build',
  says: /(?:[\w./-]+\(\d+,\d+\): )?error TS\d+:[^\n]*|Failed to compile[^\n]*|Type error:[^\n]*|Build error occurred[^\n]*|(?:npm|sh): [^\n]*(?:not found|Missing script)[^\n]*|Missing script[^\n]*/i,
  tell: ({ found }) => ({
    what: `the build failed: ${found[0].slice(0, 200)}`,
    fix: `npm run build on your machine shows the same; mend it, commit, push, ${again}`,
  }),
};

const commands: Cause = {
  says: /pre-?deploy[^\n]*(?:fail|exit|error)[^\n]*/i,
  tell: ({ service, found }) => ({
    what: `${service === 'bot' ? 'the commands could not be synced to Discord' : 'what runs before each deployment failed'} (${found[0].slice(0, 120)})`,
    fix: `the lines below say why; mend it, ${again}`,
  }),
};

const port: Cause = {
  says: /no (?:open )?ports? (?:was |were )?(?:detected|opened|found)|(?:did not|never|didn't) (?:open|listen on|bind)[^\n]*port|port \d+[^\n]*(?:never opened|not open|was not opened)|EADDRINUSE/i,
  tell: () => ({
    what: 'it does not listen on the port that the host gives it',
    fix: `let it listen on 0.0.0.0 and on the variable PORT, set no PORT yourself (the template does so), push, ${again}`,
  }),
};

const unhealthy: Cause = {
  says: /health ?check[^\n]*(?:fail|timed? out|unhealthy|never became)[^\n]*|service unavailable[^\n]*|replicas never became healthy[^\n]*|did not become healthy[^\n]*/i,
  tell: ({ service }) => ({
    what: 'it runs, but its health path does not answer 200 in time',
    fix: `its log says what it waits for (Discord, MongoDB, Redis); mend that, then npx k77 deploy --only ${service}.deployed`,
  }),
};

const limited: Cause = {
  says: /rate limit|too many (requests|deployments)|build minutes[^\n]*(used|exceeded)|(usage|spend) limit/i,
  tell: ({ host }) => ({
    what: `${host.title} takes no more for now: a limit of its plan is reached`,
    fix: 'wait until it begins anew or raise the plan, then run the same command again',
    see: host.pages.billing,
  }),
};

/** In this order: what a person can mend at once and for sure comes first. */
export const causes: readonly Cause[] = [
  variables,
  discordToken,
  discordIntents,
  mongoLogin,
  mongo,
  redis,
  siteConfig,
  repository,
  commit,
  root,
  lockFile,
  modules,
  build,
  install,
  memory,
  commands,
  port,
  unhealthy,
  limited,
];
