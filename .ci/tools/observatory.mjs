/**
 * Scans hosts with MDN's HTTP Observatory, on this machine only. stdin: `{ "routes": { "a.test:443": "127.0.0.1:4001" }, "hosts": ["a.test"] }`; stdout: one JSON object, host → result.
 * The Observatory scans by name and knows no ports, so names lead where `routes` say; every other address is refused.
 * Run with NODE_EXTRA_CA_CERTS for the authority of the servers.
 */
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';

const { routes, hosts } = JSON.parse(await text(process.stdin));
const connect = Socket.prototype.connect;

Socket.prototype.connect = function redirected(...given) {
  const args = Array.isArray(given[0]) ? given[0] : given;
  const [options] = args;
  if (typeof options !== 'object' || options === null) throw new Error('only connections with options are understood');
  const name = options.servername || options.host || 'localhost';
  const route = routes[`${name}:${options.port}`] ?? routes[`${options.host}:${options.port}`];
  const callback = args.findLast((arg) => typeof arg === 'function');
  if (route === undefined) {
    process.nextTick(() =>
      this.destroy(Object.assign(new Error(`nobody listens at ${options.host}:${options.port}`), { code: 'ECONNREFUSED' })),
    );
    return this;
  }
  const [host, port] = route.split(':');
  return connect.call(this, { ...options, host, port: Number(port), lookup: undefined }, callback);
};

const { scan } = await import('@mdn/mdn-http-observatory');
const results = {};
for (const host of hosts) {
  try {
    const { scan: about, tests } = await scan(host);
    results[host] = {
      score: about.score,
      grade: about.grade,
      error: about.error ?? null,
      tests: Object.fromEntries(
        Object.entries(tests).map(([name, test]) => [name, { result: test.result, modifier: test.scoreModifier, pass: test.pass }]),
      ),
    };
  } catch (error) {
    results[host] = { error: error instanceof Error ? error.message : String(error) };
  }
}
process.stdout.write(JSON.stringify(results));
