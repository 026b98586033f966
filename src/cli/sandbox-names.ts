/** `k77 sandbox dns`: how late the public resolvers of the rehearsal see changes. */
import { exits, OperatorError } from '../core/errors.ts';
import { publicResolvers } from '../ports/dns.ts';
import type { SandboxClient } from '../sandbox/client.ts';
import type { NameTrouble } from '../sandbox/faults.ts';
import type { Io } from './io.ts';
import { pad } from './text.ts';

export interface NamesOptions {
  /** One of the public resolvers; all of them unless told. */
  resolver?: string;
  /** Seconds, or `never`. */
  delay?: string;
  flush?: boolean;
}

/** Changes what is asked for, then shows what is. @throws OperatorError (usage) for a resolver or delay that makes no sense */
export async function sandboxNames(options: NamesOptions, io: Io, client: SandboxClient): Promise<void> {
  const before = (await client.faults()).names ?? {};
  const names = options.delay === undefined ? before : delayed(before, resolversOf(options), options.delay);
  if (names !== before) await client.setFaults({ names });
  if (options.flush) await client.flushNames();
  const { resolver } = await client.status();
  io.document({ resolvers: Object.fromEntries(publicResolvers.map((one) => [one, delayOf(names, one)])), resolver });
  for (const one of publicResolvers) io.line(`  ${pad(one, 16)} ${io.paint.dim(worded(delayOf(names, one)))}`);
  if (resolver)
    io.line(
      `  ${pad(resolver, 16)} ${io.paint.dim('the sandbox itself: sees everything at once, e.g. dig @127.0.0.1 -p')} ${resolver.split(':')[1]}`,
    );
}

function resolversOf({ resolver }: NamesOptions): readonly string[] {
  if (resolver === undefined) return publicResolvers;
  if ((publicResolvers as readonly string[]).includes(resolver)) return [resolver];
  throw new OperatorError({
    what: `${resolver} is no resolver of the rehearsal`,
    fix: `use one of ${publicResolvers.join(', ')}`,
    exit: exits.usage,
  });
}

function delayed(before: NameTrouble, resolvers: readonly string[], delay: string): NameTrouble {
  const seconds = Number(delay);
  if (delay !== 'never' && !(delay.trim() !== '' && seconds >= 0))
    throw new OperatorError({ what: `${delay} is no delay`, fix: 'give seconds, 0 to end it, or never', exit: exits.usage });
  const others = (before.never ?? []).filter((one) => !resolvers.includes(one));
  const kept = Object.entries(before.propagationSeconds ?? {}).filter(([one]) => !resolvers.includes(one));
  const added = delay === 'never' || seconds === 0 ? [] : resolvers.map((one) => [one, seconds] as const);
  return {
    ...before,
    never: delay === 'never' ? [...others, ...resolvers] : others,
    propagationSeconds: Object.fromEntries([...kept, ...added]),
  };
}

function delayOf({ never = [], propagationSeconds = {} }: NameTrouble, resolver: string): number | 'never' {
  return never.includes(resolver) ? 'never' : (propagationSeconds[resolver] ?? 0);
}

function worded(delay: number | 'never'): string {
  if (delay === 'never') return 'sees no change any more';
  return delay === 0 ? 'sees changes at once' : `sees changes after ${delay} s`;
}
