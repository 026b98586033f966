/** What only the operator knows about logs. */
import type { Question } from '../../../core/phase.ts';
import { usualChannel } from './server.ts';

export const questions: readonly Question[] = [
  {
    key: 'logChannel',
    ask: 'Private channel of your support server that errors are told in (none: in no channel)',
    why: 'It is made where it is not there. Errors come batched, each once with a count, without secrets.',
    kind: 'text',
    when: ({ SUPPORT_GUILD_ID }) => SUPPORT_GUILD_ID !== undefined && SUPPORT_GUILD_ID !== '',
    default: () => usualChannel,
    sandbox: usualChannel,
    guide: ['6.7/10', '6.7#021'],
    check: (answer) => /^[\p{Ll}\p{Lo}\d_-]{1,100}$/u.test(answer) || 'as Discord writes it: small letters, digits, hyphens; without #',
  },
  {
    key: 'LOG_DRAIN_URL',
    ask: 'Address to which hosts send every line of their logs (empty: nowhere)',
    why: 'https://… (Heroku, Vercel) or syslog+tls://host:port (Heroku, Render); the APIs of the other hosts have no such thing. A token in it is kept as a secret.',
    kind: 'secret',
    optional: true,
    sandbox: 'https://logs.kingdom77.test/drain/rehearsal-of-a-token',
    check: (answer) => {
      if (!/^(https|syslog\+tls):\/\/[^\s/@]+/.test(answer)) return 'https://… or syslog+tls://host:port: logs never travel in the clear';
      return (
        /^https:/.test(answer) || /^syslog\+tls:\/\/[\w.-]+:\d{1,5}\/?$/.test(answer) || 'syslog+tls://host:port, and nothing after it'
      );
    },
  },
];
