/** Facts that a check cites and never fails for alone: by check and boxes, with the reason. `broken-table.test.ts` holds that none is missing and none is left over. */
export const boxesCannotFail: Readonly<Record<string, string>> = {
  'analytics.purchases 6.7#019 post#061': 'what Google does not take cannot arrive: all of them fail',
  'analytics.purchases 6.7#020 post#059':
    'the emulated Google shows in its report whatever it took; that it does not is waited for, two minutes, in no test',
  'bot.listings post#150': 'the directories that k77 writes texts for have boxes of their own',
  'bot.resources 6.5#011': 'a host that measures nothing makes the check unknown, which is no tick either',
  'code.committed pre#009': 'without git nothing of this can be asked: the check is unknown',
  'dashboard.login 6.6#022 post#034 post#041 post#067': 'who cannot log in has no session either: all of them fail',
  'dashboard.named 6.6#015':
    'the edge of the emulated host leads to HTTPS by itself and has no switch for it; without the domain there all three fail',
  'dashboard.pages 6.6#020': 'a first page that does not load fails every box of it',
  'dashboard.servers 6.6#023': 'who is shown no server is shown none of its data: all of them fail',
  'discord.redirects pre#012': 'without access to the portal there is no token: the check is unknown',
  'domain.api-over-https post#023': 'a name that is not served answers nothing: all of them fail',
  'domain.https 6.4#002': 'where HTTPS does not answer nobody can be led to it: all of them fail',
  'domain.tls-grade post#078': 'without TLS 1.3 the grade is no A either: all of them fail',
  'host.repository-readable 6.5#001 pre#005': 'without an account at the host there is no token: the check is unknown',
  'payments.database-updated 6.1#012 post#035 post#098': 'the end of what was never written down cannot be seen: all of them fail',
  'payments.role-assigned post#116': 'without the support server nobody gets a role: the check is impossible or unknown',
  'redis.databases-right pre#003': 'without an account at Upstash there is no key: the check is unknown',
  'redis.latency 6.3#009': 'beyond the sum of the alert it is beyond what the guide expects, too: both fail',
  'redis.quota 6.3#008': 'Upstash always counts; where it does not answer, the check is unknown',
  'stripe.subscription-life 6.1#005 6.1#007 post#004 post#005': 'everything else is done with what was paid first: all of them fail',
  'uptime.alerts post#054': 'the emulated mailbox takes every mail',
};
