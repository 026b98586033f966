import { describe, expect, test } from 'vitest';
import { Cancelled, exits, OperatorError, Refused, VendorError } from '../core/errors.ts';
import { Redactor, Secret } from '../core/secret.ts';
import { errorLines, printError, tell } from './errors.ts';
import { commandsHere } from './io.ts';
import { captured, look } from './io-double.ts';
import { columns } from './text.ts';

const refused = new VendorError({
  vendor: 'Stripe',
  call: 'webhookEndpoints.create',
  status: 401,
  message: 'Invalid API Key provided',
  code: 'api_key_invalid',
  requestId: 'req_8f1c',
  advice: 'make a new key at https://dashboard.stripe.com/apikeys and run the same command again',
  exit: exits.preflight,
});

describe('an error', () => {
  test('of a vendor names the call, the reason, the remedy and the request id', () => {
    expect(errorLines(look(80), tell(refused) ?? never())).toEqual([
      '  ✖ Stripe answered 401 to webhookEndpoints.create',
      '    Invalid API Key provided (api_key_invalid)',
      '    → make a new key at https://dashboard.stripe.com/apikeys and run the same',
      '      command again',
      '      request id req_8f1c',
    ]);
  });

  test('of the operator ends in the remedy and the page that helps', () => {
    const error = new OperatorError({
      what: 'monthlyPrice is not an amount',
      fix: 'write it like 9.99',
      see: 'https://example.com/prices',
    });
    expect(errorLines(look(60), tell(error) ?? never())).toEqual([
      '  ✖ monthlyPrice is not an amount',
      '    → write it like 9.99',
      '      https://example.com/prices',
    ]);
  });

  test('keeps within the width at 60, 80 and 100 columns', () => {
    const error = new OperatorError({ what: `the plan ${'has changed '.repeat(12)}`, fix: 'look at it again, '.repeat(10) });
    for (const width of [60, 80, 100])
      for (const line of errorLines(look(width), tell(error) ?? never())) expect(columns(line)).toBeLessThanOrEqual(width);
  });

  test('of the operating system is told with a remedy, an unknown one is a bug', () => {
    expect(tell(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }))?.what).toBe('the disk is full');
    expect(tell(Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/srv/shop' }))?.what).toBe('not allowed to use /srv/shop');
    expect(tell(new TypeError('x is undefined'))).toBeUndefined();
  });

  test('Ctrl-C is no failure and prints the command that continues', () => {
    const lines = errorLines(look(80), tell(new Cancelled('k77 deploy 6.1')) ?? never());
    expect(lines).toEqual(['  › stopped', '    What is done is kept.', '    → continue with: k77 deploy 6.1']);
  });

  test('of a closed door says that nothing was sent', () => {
    expect(tell(new Refused('stripe', 'POST /v1/prices', 'this walk only reads'))?.detail).toEqual([
      'k77 stopped itself; nothing was sent.',
    ]);
  });
});

describe('printing', () => {
  test('with --json puts one document on stdout, the text on stderr, and returns the exit code', async () => {
    const { io, stdout, stderr } = captured({ json: true });
    expect(await printError(refused, io, { verbose: false })).toBe(exits.preflight);
    expect(JSON.parse(stdout())).toEqual({
      error: { what: 'Stripe answered 401 to webhookEndpoints.create', fix: refused.advice, exit: 6 },
    });
    expect(stderr()).toContain('✖ Stripe answered 401');
  });

  test('never lets a secret through, neither in the message nor in the stack', async () => {
    const { io, stdout, stderr } = captured({ json: true });
    const redactor = new Redactor();
    redactor.learn(new Secret('STRIPE_SECRET_KEY', 'sk_test_abcdefgh12345678'));
    io.guard({ redactor });
    const error = new Error('could not use sk_test_abcdefgh12345678');
    expect(await printError(error, io, { verbose: true })).toBe(exits.bug);
    expect(stdout() + stderr()).not.toContain('abcdefgh12345678');
    expect(stderr()).toContain('‹STRIPE_SECRET_KEY›');
  });

  test('a bug leaves a report and says where it is', async () => {
    const { io, stderr } = captured({});
    const kept: string[] = [];
    io.guard({
      redactor: new Redactor(),
      record: async (folder, name, text) => {
        kept.push(String(text));
        return `.k77/sandbox/${folder}/${name}`;
      },
    });
    await printError(new TypeError('x is undefined'), io, { verbose: false });
    expect(kept[0]).toContain('TypeError: x is undefined');
    expect(stderr()).toContain('.k77/sandbox/reports/bug.txt');
    expect(stderr()).not.toContain('errors.test.ts');
  });
});

function never(): never {
  throw new Error('this error should be told');
}

test('a remedy of a rehearsal never names a command that would mean production', () => {
  const here = (flag: string, text: string) => commandsHere({ flag }, text);
  expect(here(' --sandbox', 'nothing was bought. To buy it: npx k77 deploy 6.4 --set domainPrice=11.17')).toBe(
    'nothing was bought. To buy it: npx k77 deploy --sandbox 6.4 --set domainPrice=11.17',
  );
  expect(here(' --sandbox', 'look, then k77 attest redis.alerts')).toBe('look, then k77 attest --sandbox redis.alerts');
  expect(here(' --env staging', 'k77 plan; then k77 deploy')).toBe('k77 plan --env staging; then k77 deploy --env staging');
  expect(here(' --sandbox', 'k77 deploy stripe --sandbox --yes')).toBe('k77 deploy stripe --sandbox --yes');
  expect(here('', 'k77 deploy 6.4')).toBe('k77 deploy 6.4');
  const told = { what: 'x', detail: [], fix: 'k77 deploy 6.4', exit: exits.failed };
  expect(errorLines({ ...look(100), flag: ' --sandbox' }, told).join('\n')).toContain('k77 deploy --sandbox 6.4');
});
