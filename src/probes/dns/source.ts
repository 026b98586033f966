/**
 * Whose word counts when the probe asks about CAA, signatures and mail: the authorities', found from the root, or that of one recursive resolver.
 */
import type { DnsReply } from '../../ports/dns.ts';
import { plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion } from '../../ports/dns-message.ts';
import { ask, chainFrom, type DnsOptions, isSilence, type Silence } from './ask.ts';
import type { Walker } from './walk.ts';

/** With signatures, and not judged by anybody else. */
export type Source = (question: DnsQuestion) => Promise<DnsReply | Silence>;

export function authorities(walker: Walker): Source {
  return async (question) => {
    const { reply } = await walker.ask(question);
    // What a server says that is no authority is no answer.
    if (isSilence(reply) || reply.flags.authoritative) return reply;
    return { server: reply.server, why: 'unreachable', message: `${reply.server} is no authority for ${question.name} (${reply.rcode})` };
  };
}

export function resolver(server: string, options: DnsOptions): Source {
  const asked = new Map<string, Promise<DnsReply | Silence>>();
  return (question) => {
    const key = `${question.name} ${question.type}`;
    const answer = asked.get(key) ?? ask({ ...question, server, dnssec: true, checkingDisabled: true }, options);
    asked.set(key, answer);
    return answer;
  };
}

const longestChain = 8;

/** One answer after the other along an alias: what each of them says is another zone's word. */
export async function follow(source: Source, question: DnsQuestion): Promise<(DnsReply | Silence)[]> {
  const replies: (DnsReply | Silence)[] = [];
  let name = plainName(question.name);
  while (replies.length < longestChain) {
    const reply = await source({ ...question, name });
    replies.push(reply);
    if (isSilence(reply) || question.type === 'CNAME') break;
    const chain = chainFrom(reply.answers, name);
    const end = chain.at(-1) ?? name;
    const known = reply.answers.some((one) => one.type === question.type && plainName(one.name) === end);
    // A resolver follows aliases itself, an authority only within its zone: it says there what there is not.
    if (end === name || known || reply.flags.recursionAvailable || reply.authorities.some((one) => one.type === 'SOA')) break;
    name = end;
  }
  return replies;
}
