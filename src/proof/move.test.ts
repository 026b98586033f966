/** Moving services between emulated hosts: what changes, what stays, what is brought back; and that nobody is led to what does not answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exits, OperatorError } from '../core/errors.ts';
import type { MoveRecord } from '../core/move.ts';
import { openMoves } from '../workspace/moves.ts';
import type { OpenWorkspace } from '../workspace/workspace.ts';
import { type MoveWorld, openMoveWorld, type Played } from './move-world.ts';
import type { Kept } from './stage.ts';

let world: MoveWorld;
/** The API moved to Render. */
let moved: Kept;
let first: Played;

beforeAll(async () => {
  world = await openMoveWorld();
  first = await world.move('api', 'render');
  moved = await world.stage.keep();
}, 120_000);
afterAll(() => world.close());

const record = (service: 'api' | 'bot' | 'worker'): Promise<MoveRecord | undefined> =>
  world.stage.play((walk) => openMoves(walk.workspace.files, walk.workspace.folder).read(service));
const stagesOf = ({ moved }: Played): string[] => (moved?.stages ?? []).map(({ id, outcome }) => `${id} ${outcome}`);
const errorsOf = ({ moved, error }: Played): string[] => [...(moved?.errors ?? []), ...(error ? [error] : [])].map(String);
const errorOf = async (played: Promise<Played>): Promise<string> => {
  const { error } = await played;
  return error instanceof OperatorError ? `${error.what}: ${error.fix}` : String(error);
};
/** Of the service at Railway: what its newest deployment is, and whether a push begins one. */
async function atRailway(name: string): Promise<string> {
  const state = await world.railway();
  const id = state.services.find((one) => one.name === name)?.id;
  const newest = state.deployments.filter(({ service }) => service === id).at(-1);
  return newest === undefined ? 'none' : newest.stopped ? 'stopped' : newest.status;
}
async function atRender(name: string): Promise<string> {
  const found = (await world.render()).services.find((one) => one.name.endsWith(name));
  return found === undefined ? 'none' : found.suspenders.length > 0 ? 'suspended' : 'runs';
}
const target = 'kingdom77-api.onrender.com';

describe('the API, to another host', () => {
  test('is prepared, proven, switched, and the old one stopped, in this order', () => {
    expect(errorsOf(first)).toEqual([]);
    expect(stagesOf(first)).toEqual(['lower', 'prepare', 'prove', 'switch', 'follow', 'stop', 'settle'].map((id) => `${id} done`));
    const told = first.moved?.stages.flatMap(({ tasks }) => tasks.map(({ task }) => task)) ?? [];
    expect(told.indexOf('api.deployed')).toBeLessThan(told.indexOf('move.api-proven'));
    expect(told.indexOf('move.api-proven')).toBeLessThan(told.indexOf('domain.api-records'));
    expect(told.indexOf('move.api-answers')).toBeLessThan(told.indexOf('move.api-stopped'));
  });

  test('was asked for every second meanwhile, and whose answer it was could be told', () => {
    expect(first.moved?.seen?.looks).toBeGreaterThan(0);
    expect(first.moved?.seen?.by.new).toBeGreaterThanOrEqual(3);
  });

  test('leaves nothing to do, leads to the new host for as long as usual, and is a release', async () => {
    await world.back(moved);
    expect(await world.pending()).toEqual([]);
    expect(await world.leads()).toEqual([{ content: target, ttl: 1 }]);
    const values = await world.values();
    expect(values).toMatchObject({ apiHost: 'render', botHost: 'railway', RELEASE: 'r-0002' });
    expect(Object.keys(JSON.parse(values.HOST_PLACES ?? '{}'))).toEqual(['railway', 'render']);
    expect(values).not.toHaveProperty('MOVING');
    expect([await atRailway('api'), await atRender('api'), await atRailway('bot')]).toEqual(['stopped', 'runs', 'SUCCESS']);
  });

  test('cannot be begun anew by a push to what it left', async () => {
    await world.back(moved);
    const before = await atRailway('api');
    await world.stage.world
      .edit('internet', 'push', { name: 'kingdom77/kingdom77', branch: 'main', message: 'more', author: 'Ann' })
      .catch(() => undefined);
    await world.stage.world.look();
    expect([before, await atRailway('api')]).toEqual(['stopped', 'stopped']);
  });

  test('keeps no secret in what is kept of the move', async () => {
    const text = JSON.stringify(await record('api'));
    const secrets = await world.stage.play(async (walk) =>
      Object.values(walk.workspace.values()).flatMap((value) => (typeof value === 'string' ? [] : [value.reveal()])),
    );
    expect(secrets.filter((secret) => secret.length > 7 && text.includes(secret))).toEqual([]);
  });

  test('returns with --back: the first service again, no second one, and nothing to do', async () => {
    await world.back(moved);
    const before = await world.values();
    const services = (await world.railway()).services.length;
    const played = await world.move('api', undefined, { back: true });
    expect(errorsOf(played)).toEqual([]);
    expect([played.moved?.state, await atRailway('api'), await atRender('api')]).toEqual(['moved', 'SUCCESS', 'suspended']);
    expect((await world.railway()).services).toHaveLength(services);
    expect((await world.leads())[0]?.content).toMatch(/\.up\.railway\.app$/);
    expect(await world.pending()).toEqual([]);
    expect((await world.values()).apiHost).not.toBe(before.apiHost);
  }, 60_000);
});

describe('what speaks against it', () => {
  beforeEach(() => world.back());

  test.each([
    ['the same host', 'api', 'railway', /at Railway already.*/],
    ['a host that cannot run it', 'bot', 'vercel', /vercel does not run the bot/],
    ['a dashboard where none can be', 'dashboard', 'render', /render does not run the dashboard/],
  ] as const)('is said before anything is asked: %s', async (_why, service, to, said) => {
    const played = await world.move(service, to);
    expect(String(played.error)).toMatch(said);
    expect(await record(service as 'api')).toBeUndefined();
  });

  test('no way back from where it never went, and none to move what is deployed nowhere', async () => {
    expect(String((await world.move('api', undefined, { back: true })).error)).toMatch(/has not moved the API/);
    await world.stage.play((walk) => (walk.workspace as OpenWorkspace).answer('API_DEPLOYED', undefined));
    expect(String((await world.move('api', 'render')).error)).toMatch(/deployed nowhere yet/);
  });
});

describe('what is not there yet', () => {
  beforeEach(() => world.back());

  test('is asked for before anything is written: the token of the new host, and nothing that others need', async () => {
    const played = await world.move('api', 'render', { unanswered: true });
    expect(String(played.error)).toMatch(/not answered: RENDER_API_KEY$/);
    expect([await record('api'), played.seen.doors.sent().writes]).toEqual([undefined, 0]);
  });

  test('a host that takes no name of a signed zone is refused for what has a name', async () => {
    await world.stage.play((walk) => walk.workspace.answer('dnssec', 'yes'));
    expect(await errorOf(world.move('api', 'digitalocean'))).toMatch(/takes no name of a zone with DNSSEC/);
  });
});

describe('an old host that does not answer', () => {
  test('is left all the same: names and values are those of the new one, and the same command stops the old one later', async () => {
    await world.back();
    world.stage.world.faults.set({ faults: [{ vendor: 'railway', match: {}, do: '500' }] });
    const played = await world.move('api', 'render', { haste: 100 });
    expect([played.moved?.exit, played.moved?.state, stagesOf(played).at(-1)]).toEqual([exits.resumable, 'settling', 'stop failed']);
    expect(played.plan?.unseen).toEqual([expect.stringContaining('Railway does not answer')]);
    expect([(await world.values()).apiHost, (await world.leads())[0]?.content]).toEqual(['render', target]);
    world.stage.world.faults.clear();
    const again = await world.move('api', 'render');
    expect([errorsOf(again), stagesOf(again)]).toEqual([[], ['follow done', 'stop done', 'settle done']]);
    expect([await atRailway('api'), await world.pending()]).toEqual(['stopped', []]);
  }, 60_000);
});

test('stopped by Ctrl-C the old one serves, nothing is brought back, and the same command goes on', async () => {
  await world.back();
  const stop = new AbortController();
  let writes = 0;
  const played = await world.move('api', 'render', { signal: stop.signal, onWriteAnswered: () => void (++writes === 4 && stop.abort()) });
  expect([played.moved?.exit, played.moved?.state, stagesOf(played)]).toEqual([
    exits.interrupted,
    'under way',
    ['lower done', 'prepare stopped'],
  ]);
  expect([(await world.values()).apiHost, await atRailway('api')]).toEqual(['railway', 'SUCCESS']);
  expect(errorsOf(await world.move('api', 'render'))).toEqual([]);
}, 60_000);

describe('a new host at which it never answers', () => {
  test('is led to by nobody; the old one serves; the same command tries again, and the host’s name takes it back', async () => {
    await world.back();
    world.api.answer = { status: 503, body: '{"status":"down"}' };
    const played = await world.move('api', 'render', { haste: 200 });
    expect(stagesOf(played)).toEqual(['lower done', 'prepare done', 'prove failed']);
    expect([played.moved?.exit, errorsOf(played)]).toEqual([exits.resumable, [expect.stringContaining('answers 503')]]);
    expect((await world.leads())[0]?.content).toMatch(/railway/);
    expect([(await world.values()).apiHost, await atRailway('api')]).toEqual(['railway', 'SUCCESS']);
    expect(String((await world.move('bot', 'render')).error)).toMatch(/the api is on its way/);
    expect(String((await world.move('api', 'heroku')).error)).toMatch(/on its way from Railway to Render, not to Heroku/);
    const back = await world.move('api', 'railway');
    expect([back.moved?.state, await atRender('api'), await world.leads()]).toEqual([
      'returned',
      'suspended',
      [expect.objectContaining({ ttl: 1 })],
    ]);
    expect(await world.pending()).toEqual([]);
  }, 60_000);
});

describe('a switch that does not succeed', () => {
  test('goes back by itself when the certificate is refused', async () => {
    await world.back(moved);
    const refuse = () => world.stage.world.edit('railway', 'fail-certificate', { domain: 'api.kingdom77.test' });
    await refuse();
    const played = await world.move('api', undefined, { back: true });
    expect([played.moved?.exit, stagesOf(played).at(-1)]).toEqual([exits.resumable, 'switch failed']);
    expect(errorsOf(played).join()).toContain('could not get a certificate for api.kingdom77.test');
    expect(await world.leads()).toEqual([{ content: target, ttl: 60 }]);
    expect([(await world.values()).apiHost, await atRender('api'), (await record('api'))?.state]).toEqual(['render', 'runs', 'under way']);
  }, 60_000);

  test('goes back by itself when it takes too long, and is gone on with by the same command', async () => {
    await world.back();
    const breaks = (): undefined => {
      world.api.answer = { status: 502, body: '' };
    };
    const played = await world.move('api', 'render', {
      haste: 20,
      change: (declared) => ({
        ...declared,
        // The service dies as soon as it is led to.
        stages: (values, names) =>
          declared.stages(values, names).map((stage) => (stage.id === 'switch' ? { ...stage, notBefore: breaks, minutes: 0.5 } : stage)),
      }),
    });
    expect([played.moved?.exit, stagesOf(played).at(-1)]).toEqual([exits.resumable, 'switch failed']);
    expect(errorsOf(played).join()).toContain('was not done after 0.5 min');
    expect(played.moved?.seen?.failed).toBeGreaterThan(0);
    expect((await world.leads())[0]?.content).toMatch(/railway/);
    expect((await world.values()).apiHost).toBe('railway');
    world.api.answer = undefined;
    const again = await world.move('api', 'render');
    expect([errorsOf(again), again.moved?.state, await world.pending()]).toEqual([[], 'moved', []]);
  }, 60_000);
});

describe('a webhook on the old host’s own address', () => {
  const stripe = async (path: string, body?: string): Promise<{ data: { url: string; id: string }[]; id: string; secret: string }> => {
    const { world: emulated } = world.stage;
    const answer = await fetch(`${emulated.endpoints.stripe}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${emulated.credentials()['stripe.secretKey']}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(body === undefined ? {} : { body }),
    });
    return (await answer.json()) as never;
  };

  test('is pointed at the API’s name in place, so that its secret stays', async () => {
    await world.back();
    const own = (await world.leads())[0]?.content;
    const made = await stripe(
      '/v1/webhook_endpoints',
      `url=${encodeURIComponent(`https://${own}/api/stripe/webhook`)}&enabled_events[]=charge.refunded`,
    );
    const played = await world.move('api', 'render');
    expect(errorsOf(played)).toEqual([]);
    const { data } = await stripe('/v1/webhook_endpoints');
    expect(data.map(({ id, url }) => [id, url])).toEqual([[made.id, 'https://api.kingdom77.test/api/stripe/webhook']]);
  }, 60_000);
});

describe('the bot', () => {
  const line = (msg: string): string => JSON.stringify({ level: 'info', service: 'bot', msg });
  const says = (vendor: 'render' | 'railway', msg: string): Promise<unknown> =>
    world.stage.world
      .edit(vendor, 'log', { service: vendor === 'render' ? 'kingdom77-bot' : 'bot', message: line(msg) })
      .catch(() => undefined);
  /** Looks again and again, until it has done what there was to do. */
  function meanwhile(look: () => Promise<boolean>): () => void {
    const timer = setInterval(async () => (await look()) && clearInterval(timer), 150);
    return () => clearInterval(timer);
  }
  /** As the bot at Render does: it stands by until the other one has ended. */
  const standsBy = async (): Promise<boolean> => {
    const deploys = (await world.render()).deploys.length;
    if (deploys > 0 && (await atRailway('bot')) === 'SUCCESS') await says('render', 'bot stands by');
    return false;
  };

  test('starts standing by, takes over when the other one has ended, and how long nobody answered is told', async () => {
    await world.back();
    let gone = false;
    const done = meanwhile(async () => {
      await standsBy();
      gone = (await atRailway('bot')) === 'stopped';
      if (gone) await says('render', 'bot ready');
      return gone;
    });
    const played = await world.move('bot', 'render');
    done();
    expect([errorsOf(played), gone]).toEqual([[], true]);
    expect(stagesOf(played)).toEqual(['prepare done', 'hand-over done', 'settle done']);
    const notes = played.moved?.stages.flatMap(({ tasks }) => tasks.flatMap((task) => task.notes));
    expect(notes).toContain('it stands by for the one that still answers');
    expect(played.moved?.interrupted?.seconds).toBeGreaterThan(0);
    expect([await atRailway('bot'), await atRender('bot'), await world.pending()]).toEqual(['stopped', 'runs', []]);
  }, 60_000);

  test('that does not take over is stopped, and the first one runs again', async () => {
    await world.back();
    let stopped = false;
    const done = meanwhile(async () => {
      await standsBy();
      const now = await atRailway('bot');
      if (stopped && now === 'SUCCESS') await says('railway', 'bot ready');
      stopped ||= now === 'stopped';
      return false;
    });
    const played = await world.move('bot', 'render', { haste: 40 });
    done();
    expect([played.moved?.exit, stagesOf(played).at(-1)]).toEqual([exits.resumable, 'hand-over failed']);
    expect(errorsOf(played)).toEqual([expect.stringContaining('stands by 90 s after')]);
    expect([await atRailway('bot'), await atRender('bot'), (await world.values()).botHost]).toEqual(['SUCCESS', 'suspended', 'railway']);
  }, 60_000);
});

test('a worker runs at both hosts for a moment, and then at the new one alone', async () => {
  await world.back();
  const played = await world.move('worker', 'render');
  expect(errorsOf(played)).toEqual([]);
  expect([await atRailway('worker'), await atRender('worker'), await world.pending()]).toEqual(['stopped', 'runs', []]);
}, 60_000);
