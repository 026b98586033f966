/**
 * What only the operator knows about the domain, its mail and the Discord application. Secrets go to .k77/credentials, the rest to k77.json.
 */
import type { Question } from '../../core/phase.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { discord } from '../../vendors/discord.ts';
import { mailQuestions } from './mail-questions.ts';
import { registrarQuestions } from './registrar-questions.ts';
import { signingQuestions } from './signing-questions.ts';

export const questions: readonly Question[] = [
  ...registrarQuestions,
  {
    key: 'CLOUDFLARE_API_TOKEN',
    ask: 'Cloudflare API token',
    why: 'Create Custom Token, for your account and zone alone; `k77 doctor cloudflare` lists the permissions. Never the Global API Key.',
    where: cloudflare.token.page,
    kind: 'secret',
    sandbox: 'world:cloudflare.apiToken',
    guide: ['6.4/2'],
    check: (answer) =>
      /^[0-9a-f]{37}$/.test(answer)
        ? 'this is the Global API Key, which may do everything; make a token instead'
        : /^[\w-]{40,}$/.test(answer) || 'a token of 40 characters or more',
  },
  ...signingQuestions,
  {
    key: 'hstsStage',
    ask: 'For how long shall browsers refuse to reach you without HTTPS?',
    why: 'It cannot be called back before its time is over. Begin with minutes; when everything works, a week, then two years.',
    kind: 'choice',
    choices: [
      { value: 'minutes', name: '5 minutes (the first day)' },
      { value: 'week', name: '1 week' },
      { value: 'years', name: '2 years' },
      { value: 'off', name: 'Not at all' },
    ],
    default: () => 'minutes',
    sandbox: 'minutes',
  },
  ...mailQuestions,
  {
    key: 'DISCORD_TOKEN',
    ask: 'Bot token of the production application',
    why: 'Bot → Reset Token shows it once. Use an application of its own for development: localhost does not belong into this one.',
    where: discord.token.page,
    kind: 'secret',
    sandbox: 'world:discord.botToken',
    guide: ['pre#012'],
    check: (answer) => /^[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}$/.test(answer) || 'three parts with dots between them, like MTk4….Cl2FMQ.Zn…',
  },
  {
    key: 'DISCORD_CLIENT_SECRET',
    ask: 'Client secret of the same application',
    why: 'OAuth2 → Client information → Reset Secret shows it once.',
    where: discord.token.page,
    kind: 'secret',
    sandbox: 'world:discord.clientSecret',
    check: (answer) => /^[\w-]{20,}$/.test(answer) || 'about 32 letters and digits, without dots; with dots it is the bot token',
  },
];
