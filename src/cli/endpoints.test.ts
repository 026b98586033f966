import { expect, test } from 'vitest';
import { exits, OperatorError } from '../core/errors.ts';
import { endpointsFrom } from './endpoints.ts';

function refusalOf(name: string, address: string): OperatorError {
  try {
    endpointsFrom({ [name]: address });
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error(`${address} was not refused`);
}

test('an endpoint variable aims a vendor at an address of this machine', () => {
  expect(
    endpointsFrom({ K77_ENDPOINT_STRIPE: 'http://127.0.0.1:4466', K77_ENDPOINT_GOOGLE_ANALYTICS: 'http://localhost:1', PATH: '/bin' }),
  ).toEqual({
    stripe: 'http://127.0.0.1:4466',
    'google-analytics': 'http://localhost:1',
  });
});

test('any other address is refused, so that no variable can carry a key away', () => {
  for (const address of [
    'https://evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'http://127.0.0.1@evil.example',
    'file:///tmp',
    'nonsense',
  ])
    expect(refusalOf('K77_ENDPOINT_STRIPE', address).exit).toBe(exits.preflight);
});

test('a vendor that does not exist is refused with what was meant', () => {
  expect(refusalOf('K77_ENDPOINT_STRIP', 'http://127.0.0.1:1').fix).toBe('did you mean stripe?');
});
