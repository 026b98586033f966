import { describe, expect, test } from 'vitest';
import { edgeNetwork } from './network.ts';

const routes = { 'api.kingdom77.test:443': '127.0.0.1:8443', '*.mongodb.net:27017': '127.0.0.1:40001' };

describe('the edge of a rehearsal', () => {
  const { route } = edgeNetwork({ routes, dns: '127.0.0.1:5533', ca: undefined });

  test('leads names to this machine, exact ones first', () => {
    expect(route('api.kingdom77.test', 443)).toEqual({ host: '127.0.0.1', port: 8443 });
    expect(route('cluster0.abcde.mongodb.net', 27017)).toEqual({ host: '127.0.0.1', port: 40001 });
  });

  test('leads a name that it does not know nowhere, and never to the world', () => {
    expect(route('kingdom77.test', 443)).toEqual({ host: '127.0.0.1', port: 1 });
    expect(route('93.184.216.34', 443)).toEqual({ host: '127.0.0.1', port: 1 });
  });

  test('leaves this machine alone', () => {
    expect(route('127.0.0.1', 6379)).toEqual({ host: '127.0.0.1', port: 6379 });
    expect(route('localhost', 27017)).toEqual({ host: 'localhost', port: 27017 });
  });
});

test('without an edge every name is the real one', () => {
  expect(edgeNetwork({ routes: {}, dns: undefined, ca: undefined }).route('example.com', 443)).toEqual({ host: 'example.com', port: 443 });
});
