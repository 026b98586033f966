/**
 * Loaded into unmodified Node programs of a rehearsal before anything of theirs: `NODE_OPTIONS=--import=/abs/dist/preload.js`, `K77_EDGE=/abs/world.json`.
 * Names of the edge lead to this machine, and whatever is neither of this machine nor in the edge's table is refused, by name. What Node's own `net`, `tls`,
 * `http`, `dns` and `dgram` do is covered; programs of another kind are not (for them there is `unshare -n`).
 */
import { guardNetwork } from '../ports/guard-network.ts';

guardNetwork();
