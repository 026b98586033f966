/**
 * README.md of the generated project. What it names exists: `readme.test.ts` looks every path, script and document up in the template.
 */
import type { Answers } from './render.ts';

export function readme({ project, domain }: Answers): string {
  return `# ${project}

A Discord bot with paid subscriptions: the bot, a worker for everything that may take longer, and a REST API. Operated with
[k77](https://www.npmjs.com/package/k77), which wrote this project and keeps it up to date.

| folder | process | what it does |
| --- | --- | --- |
| \`bot/\` | bot | answers on Discord: commands in \`bot/src/commands/\`, one file each |
| \`worker/\` | worker | roles, webhooks, giveaways, retention: jobs from the queue, safe to run twice |
| \`dashboard/\` | API | login, subscriptions, refunds, privacy, health: https://api.${domain} |
| \`packages/\` | none | what the processes share: configuration, domain, data, queue, observability, testkit |

Names, addresses, prices and limits are in \`site.config.json\`; secrets are in env files that k77 writes and git ignores.

## Start

\`\`\`
npm install
npm test              # builds, then tests against emulators of Discord, Stripe, MongoDB and Redis on this machine; no network, no account
npm run check         # types and lint
\`\`\`

Node 24 comes along with the packages, whatever the machine has; the services need Node 22.22 or newer.

\`npx k77 deploy --sandbox\` rehearses the whole launch on this machine, \`npx k77 deploy\` does it.

## Documents

- [Features](docs/features.md) and [commands](docs/commands.md)
- [Environment](docs/environment.md): every variable, who reads it, where it comes from
- [Deployment](docs/deployment.md) and [troubleshooting](docs/troubleshooting.md)
- [Dashboard and API](docs/dashboard.md)

## Updates

\`npx k77 scaffold --check\` tells whether the template has moved on, \`npx k77 scaffold\` shows the difference and merges it with your changes. A file that you
wrote is never overwritten; where both sides changed the same lines, nothing is written until you have decided.
`;
}
