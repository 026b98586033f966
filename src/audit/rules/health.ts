/**
 * Faults in how services say how they are, and how they run: guide 6.5/7 (bot), 6.6/1 to 6.6/3 (API), 6.7/4 (monitors), 6.7/9 (logs).
 */
import type { Rule } from '../rule.ts';
import { calls, enclosing, handlers, nodes, pythonFunctions, routeOf, type Source, words } from '../source.ts';

const isHealth = (route: string | undefined): boolean => route !== undefined && /health|ready|status/i.test(route);

export const healthAlways200: Rule = {
  id: 'health-200-when-broken',
  title: 'A health route answers 200 when what it looks at is broken',
  weight: 'blocker',
  guide: ['6.7/4'],
  why: 'a monitor sees 200 and stays green while the database is gone',
  fix: 'answer 503 from the except branch (JSONResponse(status_code=503, …)), without the word of the healthy state',
  find: (source) =>
    pythonFunctions(source)
      .filter((fn) => isHealth(routeOf(fn)))
      .flatMap((fn) =>
        handlers(source, fn.body).flatMap((body) => {
          if (/status_code\s*=\s*[45]\d\d|HTTPException|\braise\b|,\s*5\d\d\b/.test(words(source, body))) return [];
          const returned = nodes(source, ['ReturnStatement'], body)[0];
          return returned ? [{ at: returned.from, saw: `${routeOf(fn)} returns as if all were well` }] : [];
        }),
      ),
};

export const unhealthyHoldsHealthy: Rule = {
  id: 'health-keyword',
  title: 'A broken service answers with a word that contains the healthy one',
  weight: 'warning',
  guide: ['6.7/4'],
  why: '"unhealthy" contains "healthy": a keyword monitor finds its word and stays green',
  fix: 'answer {"status": "down"}',
  find: (source) =>
    pythonFunctions(source)
      .filter((fn) => isHealth(routeOf(fn)))
      .flatMap((fn) =>
        [...words(source, fn.body).matchAll(/["'](unhealthy)["']/g)].map((found) => ({ at: fn.body.from + found.index, saw: found[0] })),
      ),
};

export const healthTellsErrors: Rule = {
  id: 'health-tells-errors',
  title: 'A health route shows the text of the error to everybody',
  weight: 'warning',
  guide: ['6.7/4'],
  why: 'errors of database drivers name hosts, users and sometimes the whole address',
  fix: 'log the error; answer only that it is down',
  find: (source) =>
    pythonFunctions(source)
      .filter((fn) => isHealth(routeOf(fn)))
      .flatMap((fn) =>
        handlers(source, fn.body).flatMap((body) =>
          calls(source, body)
            .filter(({ node, callee, args }) => callee === 'str' && /^\w+$/.test(args) && !enclosing(node, 'RaiseStatement'))
            .filter(({ node }) => enclosing(node, 'ReturnStatement') !== undefined)
            .map(({ node, args }) => ({ at: node.from, saw: `str(${args})` })),
        ),
      ),
};

export const allIntents: Rule = {
  id: 'intents-all',
  title: 'The bot asks for every intent',
  weight: 'warning',
  guide: ['6.5/7'],
  why: 'three of them are privileged: Discord refuses a verified bot that has no right to them, and all members and presences are kept in memory',
  fix: 'start from discord.Intents.default() and switch on what a feature needs',
  find: (source) =>
    source.language === 'python'
      ? calls(source)
          .filter(({ callee }) => /(^|\.)Intents\.all$/.test(callee))
          .map(({ node, callee }) => ({ at: node.from, saw: `${callee}()` }))
      : [],
};

export const loopInReady: Rule = {
  id: 'loop-started-in-on-ready',
  title: 'A background loop is started in on_ready',
  weight: 'warning',
  guide: ['6.5/7'],
  why: 'on_ready runs again after every reconnect; starting a loop that runs already raises, and what follows is not done',
  fix: 'start it in setup_hook, or ask is_running() first',
  find: (source) =>
    pythonFunctions(source)
      .filter(({ name, body }) => name === 'on_ready' && !/is_running\(\)/.test(words(source, body)))
      .flatMap((fn) =>
        calls(source, fn.body)
          .filter(({ callee, args }) => /\.start$/.test(callee) && args.trim() === '')
          .map(({ node, callee }) => ({ at: node.from, saw: `${callee}()` })),
      ),
};

export const taskInLogHandler: Rule = {
  id: 'task-in-log-handler',
  title: 'A logging handler starts asyncio tasks',
  weight: 'warning',
  guide: ['6.7/10'],
  why: 'outside of the event loop (other threads, start, stop) it raises; the task may be collected before it ran; and a failure inside logs again, for ever',
  fix: 'put records into a queue (logging.handlers.QueueHandler) that one task empties in batches',
  find: (source) =>
    nodes(source, ['ClassDefinition'])
      .filter((node) => /^class\s+\w+\s*\([^)]*Handler\b/.test(words(source, node)))
      .flatMap((node) =>
        calls(source, node)
          .filter(({ callee }) => /create_task$|ensure_future$/.test(callee))
          .map((call) => ({ at: call.node.from, saw: `${call.callee}()` })),
      ),
};

export const usedBeforeDefined: Rule = {
  id: 'used-before-defined',
  title: 'sentry_sdk.init names a function that is defined further down',
  weight: 'blocker',
  guide: ['6.7/1'],
  why: 'importing the file fails with NameError: the service does not start',
  fix: 'move the function above the call',
  find: (source) => {
    if (source.language !== 'python') return [];
    const defined = new Map(pythonFunctions(source).map((fn) => [fn.name, fn.node.from]));
    return calls(source).flatMap(({ node, callee, args }) => {
      if (!/sentry_sdk\.init$/.test(callee) || enclosing(node, 'FunctionDefinition')) return [];
      return [...args.matchAll(/\b(before_\w+|traces_sampler)\s*=\s*([A-Za-z_]\w*)/g)]
        .filter(([, , name]) => (defined.get(name ?? '') ?? 0) > node.from)
        .map(([, option, name]) => ({ at: node.from, saw: `${option}=${name}` }));
    });
  },
};

export const blockingInAsync: Rule = {
  id: 'blocking-in-async',
  title: 'A blocking call stands in an async function',
  weight: 'warning',
  why: 'the whole process waits with it: the bot misses heartbeats and the API answers nobody',
  fix: 'use the async client (httpx, stripe.*_async) or await asyncio.to_thread(…)',
  find: (source) =>
    pythonFunctions(source)
      .filter((fn) => fn.async)
      .flatMap((fn) =>
        calls(source, fn.body)
          .filter(({ callee }) => /^(requests\.(get|post|put|patch|delete|request)|time\.sleep|urllib\.request\.urlopen)$/.test(callee))
          .filter(({ node }) => enclosing(node, 'FunctionDefinition')?.from === fn.node.from)
          .map(({ node, callee }) => ({ at: node.from, saw: `${callee}() in async ${fn.name}()` })),
      ),
};

export const publicTestError: Rule = {
  id: 'test-error-for-everybody',
  title: 'Anybody can make the service fail on purpose',
  weight: 'warning',
  guide: ['6.7/3'],
  why: 'a loop over it uses up the monthly error quota of Sentry, and real errors are dropped after that',
  fix: 'register the command in your own server for owners only; let the route ask for a signed header and answer 404 otherwise',
  find: (source) =>
    pythonFunctions(source).flatMap((fn) => {
      const route = routeOf(fn);
      const isCommand = fn.decorators.some((decorator) => /command\(/.test(decorator));
      const guarded = /is_owner|Depends\(|guild_ids|guilds\(/.test(`${fn.decorators.join(' ')} ${fn.params}`);
      const named = /test[-_]?error|sentry[-_]?(test|debug)/i;
      if (guarded || (!named.test(route ?? '') && !(isCommand && named.test(`${fn.name} ${fn.decorators.join(' ')}`)))) return [];
      return [{ at: fn.node.from, saw: route ?? `/${fn.name}` }];
    }),
};

export const zeroTtl: Rule = {
  id: 'ttl-or-default',
  title: 'A lifetime of 0 becomes the default',
  weight: 'warning',
  guide: ['6.3/5'],
  why: '`ttl or default` takes 0 for "not given": what should not be cached is cached',
  fix: 'ttl if ttl is not None else default',
  find: (source) =>
    source.language === 'python'
      ? [...source.text.matchAll(/\bttl\s+or\s+[\w.[]+/g)].map((found) => ({ at: found.index, saw: found[0] }))
      : [],
};

export const awaitedFromUrl: Rule = {
  id: 'redis-from-url-awaited',
  title: 'from_url is awaited',
  weight: 'blocker',
  guide: ['6.3/3'],
  why: 'redis.asyncio.from_url gives a client, not something to wait for: TypeError at start',
  fix: 'drop the await',
  find: (source) =>
    nodes(source, ['AwaitExpression']).flatMap((node) => {
      const text = words(source, node);
      return /^await\s+(?:aio)?redis(?:\.asyncio)?\.from_url\(/.test(text) ? [{ at: node.from, saw: text.slice(0, 40) }] : [];
    }),
};

export const fixedPort: Rule = {
  id: 'fixed-port',
  title: 'The start command does not use the port that the host gives',
  weight: 'blocker',
  guide: ['6.6/3'],
  why: 'the host looks for a listener on $PORT, finds none and stops the service',
  fix: 'web: uvicorn main:app --host 0.0.0.0 --port $PORT',
  find: (source) =>
    isProcfile(source) ? [...source.text.matchAll(/^web:.*--port[ =](\d+)/gm)].map((found) => ({ at: found.index, saw: found[0] })) : [],
};

export const folderTwice: Rule = {
  id: 'start-in-folder-twice',
  title: 'The start command changes into the folder that the Procfile stands in',
  weight: 'blocker',
  guide: ['6.6/3'],
  why: 'the host starts there already when it is the root directory: cd fails and the service does not start',
  fix: 'leave the cd out',
  find: (source) => {
    const folder = source.path.split('/').at(-2);
    if (!isProcfile(source) || folder === undefined) return [];
    return [...source.text.matchAll(/^\w+:\s*cd\s+(\S+)/gm)]
      .filter(([, into]) => into?.replace(/^\.\//, '').replace(/\/$/, '') === folder)
      .map((found) => ({ at: found.index, saw: found[0] }));
  },
};

function isProcfile({ path }: Source): boolean {
  return /(^|\/)Procfile$/.test(path);
}
