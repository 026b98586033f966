/**
 * Whether the zone is signed. Some hosts take no name of a signed zone: for those who chose one of them the answer is another one, also where nobody is asked.
 */
import type { Values } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';
import { withoutSigning } from '../../hosts/hosts.ts';

type Answers = Partial<Values>;
const against = ({ apiHost, dashboardHost }: Answers) => withoutSigning(apiHost, dashboardHost);

/** What is wrong with a host for a name of one's own, where the zone is to be signed. */
export function refusesSigned(host: string, { dnssec }: Answers): string | undefined {
  const { title } = withoutSigning(host) ?? {};
  if (title === undefined || dnssec !== 'yes') return undefined;
  return `${title} takes no name of a zone with DNSSEC, and yours is to be signed: choose another host, or take the DS record away at the registrar, wait two days and answer dnssec with no`;
}

const shared = {
  key: 'dnssec',
  kind: 'yes-no',
  check: (answer, _environment, values) => {
    const { title } = against(values) ?? {};
    return answer !== 'yes' || title === undefined || `answer no, or choose another host: ${title} takes no name of a zone with DNSSEC`;
  },
} as const satisfies Partial<Question>;

/** One of the two is asked. The usual one comes last: by it the key is described where a key has one question only (the schema of k77.json). */
export const signingQuestions: readonly Question[] = [
  {
    ...shared,
    ask: 'Sign the zone (DNSSEC)? Your host wants it unsigned',
    why: 'The host that you chose takes no name of a signed zone. No is the only answer that goes with it; yes means another host.',
    when: (answers) => against(answers) !== undefined,
    default: () => 'no',
    sandbox: 'no',
  },
  {
    ...shared,
    ask: 'Sign the zone (DNSSEC)?',
    why: 'Without DNSSEC, whoever stands between a visitor and a resolver can answer for you. It is free; your registrar has to publish one record.',
    when: (answers) => against(answers) === undefined,
    default: () => 'yes',
    sandbox: 'yes',
  },
];
