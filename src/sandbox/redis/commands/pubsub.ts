/**
 * SUBSCRIBE, PUBLISH and their relatives.
 */
import { type Call, type Command, command, none } from '../command.ts';
import { glob } from '../glob.ts';
import { later, push, type Reply } from '../reply.ts';
import { subcommands } from './subcommands.ts';

type Kind = 'channels' | 'patterns';

export const pubsub: readonly Command[] = [
  command('subscribe', -2, 'pubsub noscript no_multi', none, (call) => subscribe(call, 'channels')),
  command('psubscribe', -2, 'pubsub noscript no_multi', none, (call) => subscribe(call, 'patterns')),
  command('unsubscribe', -1, 'pubsub noscript no_multi', none, (call) => unsubscribe(call, 'channels')),
  command('punsubscribe', -1, 'pubsub noscript no_multi', none, (call) => unsubscribe(call, 'patterns')),
  command('publish', 3, 'pubsub fast', none, ({ engine, args: [channel = '', message = ''] }) => engine.pubsub.publish(channel, message)),
  subcommands('pubsub', 'pubsub', none, {
    channels: [-2, ({ engine, args: [, pattern = '*'] }) => [...engine.pubsub.channels.keys()].filter(glob(pattern))],
    numsub: [-2, ({ engine, args: [, ...names] }) => names.flatMap((name): Reply[] => [name, engine.pubsub.channels.get(name)?.size ?? 0])],
    numpat: [2, ({ engine }) => engine.pubsub.patterns.size],
    shardchannels: [-2, () => []],
    shardnumsub: [-2, ({ args: [, ...names] }) => names.flatMap((name): Reply[] => [name, 0])],
  }),
];

/** One answer for every name. */
function subscribe({ engine, session, name, args }: Call, kind: Kind): Reply {
  for (const wanted of args) {
    engine.pubsub.subscribe(session, kind, wanted);
    session.send(push([name, wanted, session.subscriptions]));
  }
  return later;
}

function unsubscribe({ engine, session, name, args }: Call, kind: Kind): Reply {
  const wanted = args.length > 0 ? args : [...session[kind]];
  if (wanted.length === 0) session.send(push([name, null, session.subscriptions]));
  for (const channel of wanted) {
    engine.pubsub.unsubscribe(session, kind, channel);
    session.send(push([name, channel, session.subscriptions]));
  }
  return later;
}
