/**
 * Integrations and security around the domain: Discord's login, the API's answers to other origins, its cookies.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import { applicationOf } from '../src/phases/6.4-domain/discord.ts';
import { hostsOf, originsOf, redirectsOf } from '../src/phases/6.4-domain/hosts.ts';
import { probeCookies } from '../src/probes/http/cookies.ts';
import { probeCors } from '../src/probes/http/cors.ts';
import { probeRedirects } from '../src/probes/http/redirects.ts';
import { discord, takesSecret } from '../src/vendors/discord.ts';
import { internet } from '../src/vendors/internet.ts';
import { webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, later, wrongFor } from './verdict.ts';

const redirectsRight = check({
  id: 'discord.redirects',
  section: 'Integrations',
  phase: '6.4',
  title: 'Discord sends people back to the domain after a login',
  guide: ['6.4/5', '6.4#015', 'pre#012'],
  settings: held('6.4/5:redirects'),
  weight: 'blocker',
  uses: [discord],
  needs: ['domain', 'DISCORD_TOKEN'],
  async probe(context) {
    const wanted = Object.values(redirectsOf(context.values.domain));
    const { id, name, redirect_uris: seen = [] } = await applicationOf(context);
    return judge(context, {
      // Whoever sees the application has access to the portal: pre#012 stands.
      wrong: wanted
        .filter((one) => !seen.includes(one))
        .map((one) => wrongFor(['6.4#015'], `${one} is not among the redirects of ${name}`)),
      saw: `${name}: ${wanted.join(', ')}`,
      want: `${wanted.join(' and ')}, exactly so`,
      from: 'Discord GET /applications/@me',
      fix: `add the lines at https://discord.com/developers/applications/${id}/oauth2`,
    });
  },
});

const secretTaken = check({
  id: 'discord.secret',
  section: 'Integrations',
  phase: '6.4',
  title: 'Discord takes the client secret with which the API finishes a login',
  guide: ['6.4/5', 'pre#012'],
  weight: 'blocker',
  uses: [discord],
  needs: ['DISCORD_TOKEN', 'DISCORD_CLIENT_SECRET'],
  async probe(context) {
    const { id, name } = await applicationOf(context);
    const taken = await takesSecret(context.client(discord), id, context.values.DISCORD_CLIENT_SECRET.reveal());
    return judge(context, {
      wrong: [!taken && `DISCORD_CLIENT_SECRET is not the secret of ${name} (${id})`],
      saw: `${name}: a token for its owner was given`,
      want: 'the secret of the application whose bot token k77 has',
      from: 'Discord POST /oauth2/token (client_credentials, identify)',
      fix: `reset it at https://discord.com/developers/applications/${id}/oauth2, put it into .k77/credentials, then k77 deploy 6.4`,
    });
  },
});

const noLocalhost = check({
  id: 'discord.no-localhost',
  section: 'Security',
  phase: '6.4',
  title: 'The production application lets nobody log in to localhost',
  guide: ['6.4/5'],
  settings: held('6.4/5:localhost'),
  weight: 'warning',
  uses: [discord],
  needs: ['DISCORD_TOKEN'],
  async probe(context) {
    const { id, name, redirect_uris: seen = [] } = await applicationOf(context);
    const local = seen.filter((one) => /^https?:\/\/(localhost|127\.|\[::1\]|0\.0\.0\.0)/i.test(one) || one.startsWith('http://'));
    return judge(context, {
      wrong: local.map((one) => `${one} is a redirect of ${name}`),
      saw: `${name}: ${seen.length} redirects, all over HTTPS`,
      want: 'no localhost and no plain HTTP among the redirects',
      from: 'Discord GET /applications/@me',
      fix: `make an application of its own for development, with its own token, and remove the line at https://discord.com/developers/applications/${id}/oauth2`,
    });
  },
});

const loginStarts = check({
  id: 'discord.login',
  section: 'Security',
  phase: '6.4',
  title: 'The dashboard’s login leads to Discord, with this application and back to this domain',
  guide: ['6.4/5', '6.4#006'],
  settings: held('6.4/5:credentials'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS', 'DISCORD_CLIENT_ID', 'DISCORD_REDIRECT_URI'],
  tolerates: ['API_DEPLOYED'],
  async probe(context) {
    const { domain, DISCORD_CLIENT_ID, DISCORD_REDIRECT_URI, API_DEPLOYED } = context.values;
    const page = `https://${hostsOf(domain).api}/api/auth/login`;
    const [seen] = (await probeRedirects(page, { ...webOptions(context), limit: 0 })).hops;
    const to = seen?.to === undefined ? undefined : new URL(seen.to);
    const leads = to !== undefined && /(^|\.)discord\.com$/.test(to.hostname);
    const instead = seen?.status === undefined ? `does not answer: ${seen?.failure ?? 'nothing was asked'}` : `answers ${seen.status}`;
    if (!leads && !API_DEPLOYED) return later('6.6', `${page} ${instead}: no API with a login is deployed yet`);
    const asked = leads ? to.searchParams : undefined;
    return judge(context, {
      wrong:
        asked === undefined
          ? [`${page} ${instead}${to ? ` and leads to ${to.hostname}` : ''}`]
          : [
              asked.get('client_id') !== DISCORD_CLIENT_ID && `it names the application ${asked.get('client_id') ?? 'nobody'}`,
              asked.get('redirect_uri') !== DISCORD_REDIRECT_URI && `it comes back to ${asked.get('redirect_uri') ?? 'nowhere'}`,
              !asked.get('state') && 'it sends no state: a login could be forced on somebody',
            ],
      saw: `to ${to?.hostname}${to?.pathname}, back to ${DISCORD_REDIRECT_URI}, with a state`,
      want: `client_id ${DISCORD_CLIENT_ID}, redirect_uri ${DISCORD_REDIRECT_URI}, a state`,
      from: `GET ${page}`,
      fix: 'deploy the API again with the variables of its env file (6.6), then k77 verify --check discord.login',
    });
  },
});

/** Headers that the dashboard sends with what it writes: `dashboard-frontend/api/request.ts` of the project. */
const sent = ['content-type', 'x-csrf-token'];

const corsServed = check({
  id: 'api.cors-served',
  section: 'Services',
  phase: '6.4',
  title: 'The API lets the dashboard call it with cookies, and nobody else',
  guide: ['6.4/8', '6.4#018', '6.6#007', 'post#038', 'post#073'],
  settings: held('6.4/8:credentials', '6.4/8:methods', '6.4/8:localhost'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS', 'CORS_ORIGINS'],
  tolerates: ['API_DEPLOYED'],
  async probe(context) {
    const { domain, API_DEPLOYED } = context.values;
    const { api } = hostsOf(domain);
    const ours = originsOf(domain);
    const local = ['http://localhost:3000', 'http://localhost:8000'];
    const asked = { ...webOptions(context), origins: [...ours, ...local], headers: sent };
    const seen = await probeCors(`https://${api}/health`, asked);
    const answers = new Map(seen.origins.map((one) => [one.origin, one]));
    const silent = seen.origins.every(({ preflight, simple }) => preflight.allowOrigin === undefined && simple.allowOrigin === undefined);
    if (silent && !API_DEPLOYED) return later('6.6', `${api} says nothing about other origins: no API is deployed there yet`);
    return judge(context, {
      wrong: [
        ...ours
          .filter((origin) => !answers.get(origin)?.preflight.admitsWithCredentials)
          .map((origin) => `${origin} may not call it with cookies`),
        ...local.filter((origin) => answers.get(origin)?.simple.allowed).map((origin) => `${origin} may`),
        seen.reflectsAny && 'any page of the world may',
        seen.allowsNull && 'sandboxed frames (origin null) may',
      ],
      saw: `${ours.join(' and ')} may call it with cookies; strangers, null and localhost may not`,
      want: `exactly ${ours.join(' and ')}`,
      from: `preflights to https://${api}/health`,
      fix: 'deploy the API again with CORS_ORIGINS of its env file; it must compare the whole origin, not its beginning',
    });
  },
});

const cookiesSafe = check({
  id: 'api.cookies-safe',
  section: 'Security',
  phase: '6.4',
  title: 'Cookies that a login sets travel over HTTPS alone and are out of reach of scripts',
  guide: ['6.4/9'],
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'API_RECORDS'],
  tolerates: ['API_DEPLOYED'],
  async probe(context) {
    const page = `https://${hostsOf(context.values.domain).api}/api/auth/login`;
    // Where it leads is Discord's; only what our own host sets counts.
    const { cookies } = await probeCookies(page, { ...webOptions(context), limit: 0 });
    if (cookies.length === 0 && !context.values.API_DEPLOYED) return later('6.6', 'the API sets no cookie yet: no login is deployed');
    return judge(context, {
      wrong: [
        cookies.length === 0 && 'the login sets no cookie: anybody could finish it in the place of somebody else',
        ...cookies.flatMap((one) => [
          !one.secure && `${one.name} also travels over plain HTTP`,
          !one.httpOnly && `${one.name} can be read by scripts`,
          (one.sameSite === undefined || one.sameSite === 'none' || one.sameSite === 'other') &&
            `${one.name} is sent along from other sites`,
          one.refused.length > 0 && `browsers refuse ${one.name}: ${one.refused.join(', ')}`,
        ]),
      ],
      saw: cookies
        .map(({ name, sameSite, prefix }) => `${name} Secure HttpOnly SameSite=${sameSite}${prefix ? ` ${prefix}` : ''}`)
        .join(', '),
      want: 'Secure, HttpOnly and SameSite=Lax or Strict on every cookie',
      from: `GET ${page}`,
      fix: 'deploy the API again (6.6); the generated one sets __Host- cookies with all three',
    });
  },
});

export const domainLogin: readonly AnyCheck[] = [redirectsRight, secretTaken, noLocalhost, loginStarts, corsServed, cookiesSafe];
