/**
 * Faults in how requests are limited and let in: guide 6.3/6 (rate limiter), 6.4/6 (redirects), 6.4/8 (CORS), 6.4/5 (login).
 */
import type { Rule } from '../rule.ts';
import { calls, handlers, nodes, pythonFunctions, routeOf, type Source, words } from '../source.ts';

const limits = /rate_?limit|limiter/i;

export const limiterRace: Rule = {
  id: 'limiter-race',
  title: 'The rate limiter reads the counter before it writes it',
  weight: 'blocker',
  guide: ['6.3/6'],
  why: 'requests that arrive together all read the same number: of 500 at once all 500 pass a limit of 60 (measured); a key that expires in between never expires again',
  fix: 'count in one step: INCR with EXPIRE in one Lua script, or a library that does (limits, fastapi-limiter); or let the API of the template answer these routes',
  find: (source) =>
    pythonFunctions(source).flatMap((fn) => {
      if (!limits.test(fn.name) && !limits.test(source.path)) return [];
      const inside = calls(source, fn.body);
      const first = inside.find(({ callee }) => /(^|\.)get$/.test(callee) && /redis|client|cache|conn/i.test(callee));
      const writes = inside.find(({ callee }) => /\.(setex|set|incr|incrby)$/.test(callee));
      const atomic = inside.some(({ callee }) => /\.(eval|evalsha|register_script|pipeline|multi)$/.test(callee));
      return first && writes && !atomic ? [{ at: first.node.from, saw: `${first.callee}() and later ${writes.callee}()` }] : [];
    }),
};

export const limiterFailsOpen: Rule = {
  id: 'limiter-fails-open',
  title: 'The rate limiter lets everybody in when Redis does not answer',
  weight: 'blocker',
  guide: ['6.3/6'],
  why: 'whoever can make Redis slow has no limit any more, on login and refunds too',
  fix: 'count in memory while Redis is away, and refuse where money or accounts are at stake',
  find: (source) =>
    pythonFunctions(source).flatMap((fn) => {
      if (!limits.test(fn.name) && !limits.test(source.path)) return [];
      if (/reset|clear|delete/i.test(fn.name)) return [];
      return handlers(source, fn.body).flatMap((body) => {
        const returned = nodes(source, ['ReturnStatement'], body)[0];
        const text = returned ? words(source, returned) : '';
        return returned && /^return\s*\(?\s*True\b/.test(text) ? [{ at: returned.from, saw: text.split('\n')[0] ?? '' }] : [];
      });
    }),
};

export const tierFromCaller: Rule = {
  id: 'tier-from-caller',
  title: 'The caller says which tier or user it is',
  weight: 'blocker',
  guide: ['6.3/6'],
  why: '?tier=admin is all it takes to have the largest limit, and any user_id is believed',
  fix: 'take user and tier from the session; for anonymous requests the address as the proxy reports it',
  find: (source) =>
    pythonFunctions(source).flatMap((fn) => {
      const route = routeOf(fn);
      if (route === undefined || route.includes('{tier}')) return [];
      const found = /\b(tier)\s*:[^,)]*=\s*["']/.exec(fn.params);
      return found ? [{ at: fn.node.from, saw: `${fn.name}(${found[1]}) of ${route} is a query parameter` }] : [];
    }),
};

export const redirectLoop: Rule = {
  id: 'https-redirect-in-app',
  title: 'The API redirects to HTTPS itself',
  weight: 'blocker',
  guide: ['6.4/6'],
  why: 'behind the proxy of a host the request always looks like HTTP: an endless 307, for the health check as well',
  fix: 'remove the middleware; the edge redirects. Start uvicorn with --proxy-headers --forwarded-allow-ips',
  find: (source) =>
    source.language === 'python'
      ? calls(source)
          .filter(({ callee, args }) => /add_middleware$/.test(callee) && /HTTPSRedirectMiddleware/.test(args))
          .map(({ node }) => ({ at: node.from, saw: 'HTTPSRedirectMiddleware' }))
      : [],
};

export const corsOpen: Rule = {
  id: 'cors-wildcard',
  title: 'CORS allows every method, header or origin together with credentials',
  weight: 'warning',
  guide: ['6.4/8'],
  why: 'what no page of yours needs is open to a page of somebody else that got into the list',
  fix: 'name the methods and headers that the dashboard uses, and the dashboard as the only origin',
  find: (source) =>
    source.language === 'python'
      ? calls(source)
          .filter(({ callee, args }) => /add_middleware$/.test(callee) && /CORSMiddleware/.test(args))
          .filter(
            ({ args }) => /allow_credentials\s*=\s*True/.test(args) && /allow_(methods|headers|origins)\s*=\s*\[\s*["']\*["']/.test(args),
          )
          .map(({ node }) => ({ at: node.from, saw: 'allow_credentials=True with ["*"]' }))
      : [],
};

export const oauthWithoutState: Rule = {
  id: 'oauth-without-state',
  title: 'The Discord login carries no state',
  weight: 'blocker',
  guide: ['6.4/5'],
  why: "somebody can log a visitor into an account that is not the visitor's: https://docs.discord.com/developers/topics/oauth2#state-and-security",
  fix: 'make a random state (and PKCE) per login, keep it in a short-lived cookie, compare it in the callback',
  find: (source) => [...authorizeUrls(source)],
};

function* authorizeUrls(source: Source): Generator<{ at: number; saw: string }> {
  if (source.language === 'text' || /\bstate\s*[=:]|["']state["']|[?&]state=/.test(source.text)) return;
  for (const found of source.text.matchAll(/discord(?:app)?\.com\/(?:api\/)?oauth2\/authorize\?/g)) {
    const around = source.text.slice(Math.max(0, found.index - 600), found.index + 600);
    // A link that adds a bot to a server logs nobody in, whether its query is written out or put together.
    if (/scope(?:=|['"]?:\s*['"])bot\b/.test(around) && !/response_type['"]?[=:]\s*['"]?code/.test(around)) continue;
    yield { at: found.index, saw: 'oauth2/authorize without state' };
  }
}
