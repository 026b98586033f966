import { describe, expect, test } from 'vitest';
import { OperatorError } from '../core/errors.ts';
import { compareWith } from './alternatives.ts';
import { estimate } from './estimate.ts';
import { inputsOf, type Wish } from './fixture.ts';
import { prices202511 } from './prices-2025-11.ts';
import { usageFile } from './usage-file.ts';

function refused(run: () => unknown): OperatorError {
  try {
    run();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('what will not do is refused with the name of the field and a remedy', () => {
  test.each<[Wish, string]>([
    [{ servers: '-5' }, '--servers: "-5" is negative'],
    [{ servers: 'NaN' }, '--servers: "NaN" is no number'],
    [{ servers: 'Infinity' }, '--servers: "Infinity" is not finite'],
    [{ servers: Number.POSITIVE_INFINITY }, 'is not finite'],
    [{ servers: '1e999' }, 'is not finite'],
    [{ servers: '2.5' }, 'is not whole'],
    [{ servers: '' }, 'is no number'],
    [{ servers: '99999999999' }, 'is more than there can be'],
    [{ servers: null }, '--servers: null is no number'],
    [{ servers: [3] }, '--servers: a list is no number'],
    [{ subscribers: '-1' }, '--subscribers: "-1" is negative'],
    [{ yearlyShare: '101' }, '--yearlyShare: "101" is no share'],
    [{ yearlyShare: '-1' }, 'is no share'],
    [{ yearlyShare: 'half' }, 'is no share'],
    [{ country: 'Germany' }, '--country: "Germany" is no country'],
    [{ country: 'ZZ' }, 'no card rates are known for merchants in "ZZ"'],
    [{ currency: 'xyz' }, 'no exchange rate for XYZ'],
    [{ monthlyPrice: '0' }, '--monthlyPrice: "0" is no amount'],
    [{ monthlyPrice: '9.999' }, 'is no amount'],
    [{ commercial: 'perhaps' }, 'is neither yes nor no'],
    [{ commercial: 'no', subscribers: 5 }, 'contradicts 5 paying subscribers'],
    [{ usage: { errors: -1 } }, 'usage.errors: "-1" is negative'],
    [{ usage: { botMemoryMb: 1e30 } }, 'usage.botMemoryMb'],
    [{ plans: { database: 'm7' } }, 'plans.database: there is no plan "m7" for database'],
    [{ plans: { database: 'm2' } }, 'there is no plan "m2"'],
    [{ vendors: { hosting: 'geocities' } }, 'vendors.hosting: there is no vendor "geocities"'],
  ])('%o', (wish, what) => {
    const error = refused(() => inputsOf({ servers: 10, subscribers: 0, ...wish }));
    expect(error.what).toContain(what);
    expect(error.exit).toBe(64);
    expect(error.fix.length).toBeGreaterThan(10);
  });

  test('a plan that ended is told with what took its place', () => {
    expect(refused(() => inputsOf({ servers: 10, subscribers: 0, plans: { database: 'm5' } })).fix).toContain('Flex took their place');
  });

  test('an unknown host is told with those that are known, in the catalogue at hand', () => {
    const inputs = inputsOf({ servers: 10, subscribers: 0 });
    const error = refused(() => compareWith(inputs, estimate(inputs), 'aws'));
    expect([error.exit, error.what]).toEqual([64, '--compare: there is no host "aws"']);
    expect(error.fix).toContain('render');
    const old = inputsOf({ servers: 10, subscribers: 0, catalogue: prices202511 });
    expect(refused(() => compareWith(old, estimate(old), 'fly')).what).toContain('in catalogue 2025-11');
  });
});

test.each([
  ['20', 2000],
  ['20 %', 2000],
  ['0.2', 2000],
  ['.2', 2000],
  ['0.5%', 50],
  ['12.5', 1250],
  [33, 3300],
  ['100', 10_000],
  ['0', 0],
])('a share of %s is %i hundredths of a per cent', (text, hundredths) => {
  expect(inputsOf({ servers: 1, subscribers: 1, yearlyShare: text }).payers.yearlyShare).toBe(hundredths);
});

test('thousands may be separated', () => {
  expect(inputsOf({ servers: '12,500', subscribers: '1_000' }).load.servers).toBe(12_500);
});

describe('a usage file', () => {
  test('holds fields, usage, plans and vendors', () => {
    const found = usageFile(
      { $schema: 'x', servers: 5, usage: { errors: 9 }, plans: { cache: 'payg' }, vendors: { hosting: 'fly' } },
      'usage.json',
    );
    expect(found).toEqual({
      given: { servers: { value: 5, from: 'usage.json: servers' } },
      usage: { errors: { value: 9, from: 'usage.json: usage.errors' } },
      plans: { cache: { value: 'payg', from: 'usage.json: plans.cache' } },
      vendors: { hosting: { value: 'fly', from: 'usage.json: vendors.hosting' } },
    });
  });

  test.each([
    [[], 'usage.json must hold an object, not a list'],
    [{ serverz: 5 }, 'usage.json: serverz: there is no such field'],
    [{ usage: { ram: 5 } }, 'usage.json: usage.ram: there is no such field'],
    [{ usage: { memoryMb: 5 } }, 'usage.json: usage.memoryMb'],
    [{ usage: 5 }, 'usage.json: usage must hold an object, not number 5'],
    [{ plans: { redis: 'x' } }, 'usage.json: plans.redis'],
  ])('%o is refused', (value, what) => {
    expect(refused(() => usageFile(value, 'usage.json')).what).toContain(what);
  });
});
