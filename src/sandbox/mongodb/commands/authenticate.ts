/** `saslStart`, `saslContinue`, `logout`: SCRAM-SHA-256 and no other mechanism. */
import { Binary } from 'bson';
import { converse, failed } from '../access/scram.ts';
import { ServerError } from '../errors.ts';
import type { Doc } from '../values/types.ts';
import type { Call, Commands } from './types.ts';

export function startConversation(call: Call, body: Doc): Doc {
  if (body.mechanism !== 'SCRAM-SHA-256')
    throw new ServerError(334, `Received authentication for mechanism ${String(body.mechanism)} which is not enabled`);
  const { core, client } = call;
  const { random, users } = core;
  client.conversation = converse(payloadOf(body), {
    find: (name) => users.find(name)?.credentials,
    nonce: random.token(24),
    decoy: Buffer.from(random.token(28), 'base64url'),
  });
  client.conversationId = 1;
  return { conversationId: 1, done: false, payload: new Binary(Buffer.from(client.conversation.first)), ok: 1 };
}

function payloadOf(body: Doc): string {
  return body.payload instanceof Binary ? Buffer.from(body.payload.value()).toString('utf8') : String(body.payload);
}

export const authentication: Commands = {
  saslStart: { needs: 'nobody', run: (call) => startConversation(call, call.body) },
  saslContinue: {
    needs: 'nobody',
    run(call) {
      const { client, core } = call;
      const { conversation } = client;
      if (!conversation) throw new ServerError(17, 'No SASL session state found');
      const message = payloadOf(call.body);
      // An exchange that the client does not end with an empty message ends here.
      if (message === '' && client.user) return { conversationId: 1, done: true, payload: new Binary(Buffer.alloc(0)), ok: 1 };
      client.conversation = undefined;
      if (core.faults.refuseLogins) throw failed();
      const final = conversation.finish(message);
      client.user = core.users.find(conversation.user);
      client.conversation = conversation;
      return { conversationId: 1, done: true, payload: new Binary(Buffer.from(final)), ok: 1 };
    },
  },
  logout: {
    needs: 'nobody',
    run(call) {
      call.client.user = undefined;
      return { ok: 1 };
    },
  },
};
