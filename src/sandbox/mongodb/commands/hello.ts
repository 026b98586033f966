/** `hello` and its old names, `ping`, `buildInfo` */
import { type Core, maxDocumentBytes, version } from '../core.ts';
import type { Doc } from '../values/types.ts';
import { isDoc } from '../values/types.ts';
import { maxMessageBytes } from '../wire/messages.ts';
import { startConversation } from './authenticate.ts';
import type { Call, Command, Commands } from './types.ts';

/** 25 is MongoDB 8.0. */
const wireVersion = 25;

function hello(call: Call, legacy: boolean): Doc {
  const { core, client, body } = call;
  const speculative = isDoc(body.speculativeAuthenticate) ? speculate(call, body.speculativeAuthenticate) : undefined;
  return {
    helloOk: true,
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    ...membership(core),
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: core.clock.now(),
    ...(core.replicaSet === undefined ? {} : { logicalSessionTimeoutMinutes: 30 }),
    connectionId: client.id,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
    ...(typeof body.saslSupportedMechs === 'string' ? { saslSupportedMechs: ['SCRAM-SHA-256'] } : {}),
    ...(speculative ? { speculativeAuthenticate: speculative } : {}),
    ok: 1,
  };
}

/** One member is real; it is the primary, whatever the others are called. */
function membership(core: Core): Doc {
  if (core.replicaSet === undefined) return {};
  const [me] = core.hosts;
  return { setName: core.replicaSet, setVersion: 1, hosts: [...core.hosts], primary: me, me, secondary: false };
}

/** A first login message that comes with hello; what is wrong with it is told when it comes alone. */
function speculate(call: Call, first: Doc): Doc | undefined {
  try {
    return startConversation(call, first);
  } catch {
    return undefined;
  }
}

const legacy: Command = { needs: 'nobody', run: (call) => hello(call, true) };

export const greetings: Commands = {
  hello: { needs: 'nobody', run: (call) => hello(call, false) },
  isMaster: legacy,
  ismaster: legacy,
  ping: { needs: 'nobody', run: () => ({ ok: 1 }) },
  buildInfo: { needs: 'nobody', run: build },
  buildinfo: { needs: 'nobody', run: build },
};

function build(): Doc {
  return {
    version,
    gitVersion: 'k77',
    modules: [],
    javascriptEngine: 'none',
    sysInfo: 'deprecated',
    versionArray: [...version.split('.').map(Number), 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: maxDocumentBytes,
    storageEngines: ['k77'],
    ok: 1,
  };
}
