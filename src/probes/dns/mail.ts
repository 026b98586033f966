/**
 * What a zone says about mail, as it stands there: who takes it, who may send it, and what receivers shall do with the rest.
 */
import { joinedText } from '../../ports/dns-text.ts';
import { isSilence } from './ask.ts';
import { follow, type Source } from './source.ts';

export interface MailFacts {
  /** Lower preference first. */
  mx: { preference: number; exchange: string; ttl: number }[];
  /** TXT records that begin with `v=spf1`; more than one is a mistake (RFC 7208, section 3.2). */
  spf: string[];
  /** TXT records at `_dmarc` that begin with `v=DMARC1`. RFC 7489 */
  dmarc: string[];
  /** Why something of it is not known. */
  unknown?: string;
}

export async function measureMail(source: Source, zone: string): Promise<MailFacts> {
  const [mx, txt, dmarc] = await Promise.all([
    follow(source, { name: zone, type: 'MX' }),
    follow(source, { name: zone, type: 'TXT' }),
    follow(source, { name: `_dmarc.${zone}`, type: 'TXT' }),
  ]);
  const silent = [mx, txt, dmarc].flat().find(isSilence);
  const texts = (replies: typeof txt): string[] =>
    replies.flatMap((reply) =>
      isSilence(reply) ? [] : reply.answers.flatMap((one) => (one.type === 'TXT' ? [joinedText(one.data)] : [])),
    );
  return {
    mx: mx
      .flatMap((reply) =>
        isSilence(reply) ? [] : reply.answers.flatMap((one) => (one.type === 'MX' ? [{ ...one.data, ttl: one.ttl }] : [])),
      )
      .sort((a, b) => a.preference - b.preference || a.exchange.localeCompare(b.exchange)),
    spf: texts(txt).filter((text) => /^v=spf1( |$)/i.test(text)),
    dmarc: texts(dmarc).filter((text) => /^v=DMARC1\s*(;|$)/i.test(text)),
    ...(silent ? { unknown: silent.message } : {}),
  };
}
